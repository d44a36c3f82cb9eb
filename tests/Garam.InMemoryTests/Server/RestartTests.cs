using Garam.Protocol;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.ListOffsets;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.InMemoryTests.Server;

/// <summary>The next process knows what one process knew, because the store knows it.</summary>
public sealed class RestartTests
{
    private const sbyte BrokerResource = 4;

    [Fact]
    public async Task A_restart_keeps_identity_topics_settings_records_and_committed_offsets()
    {
        await using var node = await NodeFixture.StartAsync();
        var created = await node.CreateTopicAsync("t", partitions: 3, ("retention.ms", "86400000"));
        await node.AlterBrokerAsync("num.partitions", "5");
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", BatchBytes.Of("a", "b", "c")));
        Assert.Equal(ErrorCode.None, await node.CommitAsync("g", created.TopicId, 2, "so far"));
        var before = await node.MetadataAsync("t");

        await node.RestartAsync();

        var after = await node.MetadataAsync("t");
        Assert.Equal((before.ClusterId, before.ControllerId), (after.ClusterId, after.ControllerId));
        Assert.Equal((created.TopicId, 3), (after.Topics[0].TopicId, after.Topics[0].Partitions.Length));
        Assert.Equal("5", await BrokerSettingAsync(node, "num.partitions"));
        Assert.Equal(3, await EndOffsetAsync(node, "t"));
        var committed = await CommittedAsync(node, "g", created.TopicId);
        Assert.Equal((2, "so far"), (committed.CommittedOffset, committed.Metadata));
    }

    [Fact]
    public async Task A_deleted_topic_stays_deleted()
    {
        await using var node = await NodeFixture.StartAsync();
        var created = await node.CreateTopicAsync("t");
        await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new() { Topics = [new() { Name = "t" }], TimeoutMs = 10_000 });
        await node.RestartAsync();

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await node.MetadataAsync("t")).Topics[0].ErrorCode);
        var byId = await node.CallAsync<MetadataRequest, MetadataResponse>(
            new() { Topics = [new() { Name = null, TopicId = created.TopicId }] });
        Assert.Equal(ErrorCode.UnknownTopicId, byId.Topics[0].ErrorCode);
    }

    [Fact]
    public async Task Restarts_one_after_the_other_lose_nothing()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        for (var round = 1; round <= 4; round++)
        {
            Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", BatchBytes.Of("x", "y")));
            await node.RestartAsync();
            Assert.Equal(2 * round, await EndOffsetAsync(node, "t"));
        }
    }

    private static async Task<string?> BrokerSettingAsync(NodeFixture node, string name)
    {
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = BrokerResource,
            ResourceName = "",
            ConfigurationKeys = [name],
        };
        var described = await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(new() { Resources = [resource] });
        return Assert.Single(described.Results[0].Configs).Value;
    }

    private static async Task<long> EndOffsetAsync(NodeFixture node, string topic)
    {
        const long Latest = -1;
        var partition = new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = 0, Timestamp = Latest };
        var answer = await node.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new() { ReplicaId = -1, Topics = [new() { Name = topic, Partitions = [partition] }] });
        return answer.Topics[0].Partitions[0].Offset;
    }

    private static async Task<OffsetFetchResponse.OffsetFetchResponsePartitions> CommittedAsync(
        NodeFixture node, string group, Uuid topicId)
    {
        var asked = new OffsetFetchRequest.OffsetFetchRequestGroup
        {
            GroupId = group,
            Topics = [new() { TopicId = topicId, PartitionIndexes = [0] }],
        };
        var answer = await node.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(new() { Groups = [asked] });
        return answer.Groups[0].Topics[0].Partitions[0];
    }
}
