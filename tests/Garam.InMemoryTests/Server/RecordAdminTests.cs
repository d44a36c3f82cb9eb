using Garam.Protocol;
using Garam.Protocol.Messages.DeleteRecords;
using Garam.Protocol.Messages.DescribeLogDirs;
using Garam.Protocol.Messages.DescribeProducers;
using Garam.Protocol.Messages.DescribeTopicPartitions;
using Garam.Protocol.Messages.InitProducerId;

namespace Garam.InMemoryTests.Server;

/// <summary>Requests of tools and producers about records, other than producing and fetching them.</summary>
public sealed class RecordAdminTests
{
    /// <summary>Answers as Apache Kafka 4.3.1 does.</summary>
    [Theory]
    [InlineData("compact", 0, ErrorCode.PolicyViolation)]
    [InlineData("compact", 7, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("compact,delete", 0, ErrorCode.None)]
    [InlineData("delete", 0, ErrorCode.None)]
    [InlineData("", 0, ErrorCode.None)]
    public async Task Records_of_a_topic_that_is_only_compacted_cannot_be_deleted(string policy, int partition, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", 1, ("cleanup.policy", policy));
        var asked = new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = partition, Offset = 0 };
        var answer = await node.CallAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
            new() { Topics = [new() { Name = "t", Partitions = [asked] }], TimeoutMs = 10_000 });
        var deleted = answer.Topics[0].Partitions[0];
        Assert.Equal((expected, expected == ErrorCode.None ? 0 : -1), (deleted.ErrorCode, deleted.LowWatermark));
    }

    /// <summary>Answers as Apache Kafka 4.3.1 does.</summary>
    [Theory]
    [InlineData(-1, -1, ErrorCode.None)]
    [InlineData(5, 3, ErrorCode.None)]
    [InlineData(5, -1, ErrorCode.InvalidRequest)]
    [InlineData(-1, 0, ErrorCode.InvalidRequest)]
    [InlineData(-2, -1, ErrorCode.InvalidRequest)]
    public async Task A_producer_names_both_its_id_and_its_epoch_or_neither(long id, short epoch, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new() { TransactionalId = null, ProducerId = id, ProducerEpoch = epoch });
        var isGiven = expected == ErrorCode.None;
        Assert.Equal((expected, isGiven, isGiven ? 0 : -1), (answer.ErrorCode, answer.ProducerId >= 0, answer.ProducerEpoch));
    }

    [Fact]
    public async Task Two_thousand_producer_ids_differ_and_cost_a_few_journal_entries()
    {
        await using var node = await NodeFixture.StartAsync();
        var before = node.Node.Replica.AppliedSequence;
        var ids = new HashSet<long>();
        for (var i = 0; i < 2_000; i++)
        {
            Assert.True(ids.Add(await NextIdAsync(node)));
        }

        Assert.InRange(node.Node.Replica.AppliedSequence - before, 1, 4);
        await node.RestartAsync();
        Assert.True(ids.Add(await NextIdAsync(node)));
    }

    [Fact]
    public async Task Clients_that_ask_for_ids_at_the_same_time_get_different_ones()
    {
        await using var node = await NodeFixture.StartAsync();
        await using var other = await node.ConnectAsync();
        var both = await Task.WhenAll(AskAsync(node.Client), AskAsync(other));
        Assert.Equal(600, both.SelectMany(ids => ids).Distinct().Count());

        static async Task<List<long>> AskAsync(Client.Connections.KafkaConnection client)
        {
            var ids = new List<long>();
            for (var i = 0; i < 300; i++)
            {
                var answer = await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
                    new() { TransactionalId = null }, CancellationToken.None);
                ids.Add(answer.ProducerId);
            }

            return ids;
        }
    }

    [Fact]
    public async Task A_partition_that_is_named_often_is_described_once()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 2);
        int[] often = [.. Enumerable.Range(0, 1_000).Select(number => number % 2)];
        var sizes = await node.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            new() { Topics = [new() { Topic = "t", Partitions = often }, new() { Topic = "t", Partitions = often }] });
        var producers = await node.CallAsync<DescribeProducersRequest, DescribeProducersResponse>(
            new() { Topics = [new() { Name = "t", PartitionIndexes = often }, new() { Name = "t", PartitionIndexes = often }] });

        Assert.Equal([0, 1], Assert.Single(sizes.Results[0].Topics).Partitions.Select(partition => partition.PartitionIndex));
        Assert.Equal([0, 1], Assert.Single(producers.Topics).Partitions.Select(partition => partition.PartitionIndex));
    }

    [Fact]
    public async Task A_name_that_no_topic_can_have_is_told_from_one_that_none_has()
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<DescribeProducersRequest, DescribeProducersResponse>(
            new() { Topics = [new() { Name = "a b", PartitionIndexes = [0] }, new() { Name = "missing", PartitionIndexes = [0] }] });
        Assert.Equal(
            [ErrorCode.InvalidTopicException, ErrorCode.UnknownTopicOrPartition],
            answer.Topics.Select(topic => topic.Partitions[0].ErrorCode));
    }

    /// <summary>Answers as Apache Kafka 4.3.1 does.</summary>
    [Theory]
    [InlineData("a", 0, ErrorCode.None)]
    [InlineData("a", -1, ErrorCode.InvalidRequest)]
    [InlineData("elsewhere", 0, ErrorCode.InvalidRequest)]
    [InlineData("", 0, ErrorCode.InvalidRequest)]
    public async Task A_page_begins_at_a_topic_that_is_asked_for(string name, int partition, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("a");
        await node.CreateTopicAsync("b");
        var answer = await node.CallAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(new()
        {
            Topics = [new() { Name = "a" }, new() { Name = "b" }],
            ResponsePartitionLimit = 10,
            Cursor = new() { TopicName = name, PartitionIndex = partition },
        });
        Assert.Equal([expected, expected], answer.Topics.Select(topic => topic.ErrorCode));
    }

    private static async Task<long> NextIdAsync(NodeFixture node)
    {
        var answer = await node.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(new() { TransactionalId = null });
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        return answer.ProducerId;
    }
}
