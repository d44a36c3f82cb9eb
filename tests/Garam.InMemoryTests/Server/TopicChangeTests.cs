using Garam.Protocol;
using Garam.Protocol.Messages.CreatePartitions;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.Metadata;
using Growth = Garam.Protocol.Messages.CreatePartitions.CreatePartitionsRequest.CreatePartitionsTopic;

namespace Garam.InMemoryTests.Server;

/// <summary>Topics that grow and topics that go.</summary>
public sealed class TopicChangeTests
{
    [Fact]
    public async Task A_topic_grows_and_its_new_partitions_are_seen_at_once()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 2);
        Assert.Equal(ErrorCode.None, await GrowAsync(node, new Growth { Name = "t", Count = 5, Assignments = null }));
        Assert.Equal(5, (await node.MetadataAsync("t")).Topics[0].Partitions.Length);
    }

    [Theory]
    [InlineData("unknown", 3, null, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("t", 2, null, ErrorCode.InvalidPartitions)]
    [InlineData("t", 1, null, ErrorCode.InvalidPartitions)]
    [InlineData("t", -1, null, ErrorCode.InvalidPartitions)]
    [InlineData("t", int.MinValue, null, ErrorCode.InvalidPartitions)]
    [InlineData("t", int.MaxValue, null, ErrorCode.PolicyViolation)]
    [InlineData("t", 10_003, null, ErrorCode.PolicyViolation)]
    [InlineData("t", 4, 1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 4, 2, ErrorCode.None)]
    public async Task Growth_is_refused_where_Kafka_refuses_it(string name, int count, int? assignments, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 2);
        var assigned = assignments is { } number
            ? Enumerable.Range(0, number).Select(_ => new CreatePartitionsRequest.CreatePartitionsAssignment { BrokerIds = [1] }).ToArray()
            : null;
        Assert.Equal(expected, await GrowAsync(node, new Growth { Name = name, Count = count, Assignments = assigned }));
    }

    /// <summary>Answers as Apache Kafka 4.3.1 does, except for brokers that do not exist.</summary>
    [Fact]
    public async Task Assignments_of_new_partitions_have_to_make_sense()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 2);
        (int[][] Brokers, ErrorCode Expected)[] cases =
        [
            ([[]], ErrorCode.InvalidReplicaAssignment),
            ([[1], []], ErrorCode.InvalidReplicaAssignment),
            ([[1, 1]], ErrorCode.InvalidReplicaAssignment),
            ([[-1]], ErrorCode.InvalidReplicaAssignment),
            ([[1, 2]], ErrorCode.InvalidReplicaAssignment),
            ([[77]], ErrorCode.None),
        ];
        foreach (var (brokers, expected) in cases)
        {
            var growth = new Growth
            {
                Name = "t",
                Count = 2 + brokers.Length,
                Assignments = Array.ConvertAll(
                    brokers, ids => new CreatePartitionsRequest.CreatePartitionsAssignment { BrokerIds = ids })
            };
            Assert.Equal(expected, await GrowAsync(node, growth));
        }
    }

    [Fact]
    public async Task No_time_is_a_time_out_and_nothing_is_done()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 2);
        Assert.Equal(
            ErrorCode.RequestTimedOut, await GrowAsync(node, new Growth { Name = "t", Count = 3, Assignments = null }, timeoutMs: 0));
        var deleted = await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new() { Topics = [new() { Name = "t" }], TimeoutMs = -1 });
        Assert.Equal(ErrorCode.RequestTimedOut, Assert.Single(deleted.Responses).ErrorCode);
        Assert.Equal(2, (await node.MetadataAsync("t")).Topics[0].Partitions.Length);
    }

    [Fact]
    public async Task Growth_that_is_only_validated_or_asked_for_twice_changes_nothing()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 2);
        var growth = new Growth { Name = "t", Count = 3, Assignments = null };
        var validated = await node.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            new() { Topics = [growth], ValidateOnly = true, TimeoutMs = 10_000 });
        var twice = await node.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            new() { Topics = [growth, growth], TimeoutMs = 10_000 });

        Assert.Equal(ErrorCode.None, validated.Results[0].ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(twice.Results).ErrorCode);
        Assert.Equal(2, (await node.MetadataAsync("t")).Topics[0].Partitions.Length);
    }

    [Fact]
    public async Task A_topic_is_deleted_by_name_in_every_version_and_by_id_in_the_newest()
    {
        await using var node = await NodeFixture.StartAsync();
        foreach (var version in new short[] { 1, 5 })
        {
            await node.CreateTopicAsync("t");
            var answer = await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
                new() { TopicNames = ["t"], TimeoutMs = 10_000 }, version);
            Assert.Equal(("t", ErrorCode.None), (answer.Responses[0].Name, answer.Responses[0].ErrorCode));
        }

        var created = await node.CreateTopicAsync("t");
        var byId = await DeleteAsync(node, (null, created.TopicId));
        Assert.Equal(("t", created.TopicId, ErrorCode.None), (byId[0].Name, byId[0].TopicId, byId[0].ErrorCode));
        Assert.Empty((await node.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = null })).Topics);
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_answered_one_by_one()
    {
        await using var node = await NodeFixture.StartAsync();
        var created = await node.CreateTopicAsync("t");
        var unknown = new Uuid(1, 2);
        var results = await DeleteAsync(
            node, ("missing", default), (null, unknown), ("t", created.TopicId), (null, default), ("twice", default), ("twice", default));

        Assert.Equal(
            [
                ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicId, ErrorCode.InvalidRequest, ErrorCode.InvalidRequest,
                ErrorCode.InvalidRequest,
            ],
            results.Select(result => result.ErrorCode));
        Assert.All(results, result => Assert.NotEmpty(result.ErrorMessage!));
        Assert.Equal(ErrorCode.None, (await node.MetadataAsync("t")).Topics[0].ErrorCode);
    }

    [Theory]
    [InlineData(2, ErrorCode.InvalidRequest)]
    [InlineData(3, ErrorCode.TopicDeletionDisabled)]
    public async Task Deletion_can_be_forbidden_while_the_node_runs(short version, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        await node.AlterBrokerAsync("delete.topic.enable", "false");
        var refused = await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new() { TopicNames = ["t"], TimeoutMs = 10_000 }, version);
        Assert.Equal(expected, refused.Responses[0].ErrorCode);

        await node.AlterBrokerAsync("delete.topic.enable", null);
        var done = await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new() { TopicNames = ["t"], TimeoutMs = 10_000 }, version);
        Assert.Equal(ErrorCode.None, done.Responses[0].ErrorCode);
    }

    private static async Task<ErrorCode> GrowAsync(NodeFixture node, Growth growth, int timeoutMs = 10_000) =>
        (await node.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(new() { Topics = [growth], TimeoutMs = timeoutMs }))
            .Results[0].ErrorCode;

    private static async Task<DeleteTopicsResponse.DeletableTopicResult[]> DeleteAsync(
        NodeFixture node, params (string? Name, Uuid Id)[] topics) =>
        (await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new()
        {
            TimeoutMs = 10_000,
            Topics = [.. topics.Select(topic => new DeleteTopicsRequest.DeleteTopicState { Name = topic.Name, TopicId = topic.Id })],
        })).Responses;
}
