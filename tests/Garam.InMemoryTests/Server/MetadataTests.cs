using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.DescribeTopicPartitions;
using Garam.Protocol.Messages.Metadata;
using Garam.Storage.Memory;
using AskedTopic = Garam.Protocol.Messages.Metadata.MetadataRequest.MetadataRequestTopic;

namespace Garam.InMemoryTests.Server;

/// <summary>Clients see the cluster in Metadata, and asking for a topic may create it.</summary>
public sealed class MetadataTests
{
    [Fact]
    public async Task Null_means_all_topics_and_an_empty_list_means_none_except_in_version_0()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("b");
        await node.CreateTopicAsync("a", partitions: 3);

        var all = await AskAsync(node, null);
        Assert.Equal(["a", "b"], all.Topics.Select(topic => topic.Name));
        Assert.Equal([3, 1], all.Topics.Select(topic => topic.Partitions.Length));
        Assert.Empty((await AskAsync(node, [])).Topics);
        Assert.Equal(2, (await AskAsync(node, [], version: 0)).Topics.Length);
    }

    [Fact]
    public async Task The_controller_is_a_listed_broker_and_the_leader_of_everything_is_listed()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", partitions: 8);
        var metadata = await node.MetadataAsync("t");

        Assert.NotEmpty(metadata.ClusterId!);
        Assert.Contains(metadata.Brokers, broker => broker.NodeId == metadata.ControllerId);
        Assert.All(metadata.Topics[0].Partitions, partition =>
        {
            Assert.Contains(metadata.Brokers, broker => broker.NodeId == partition.LeaderId);
            Assert.Equal(0, partition.LeaderEpoch);
            Assert.Equal([partition.LeaderId], partition.ReplicaNodes);
            Assert.Equal([partition.LeaderId], partition.IsrNodes);
            Assert.Empty(partition.OfflineReplicas);
        });
    }

    /// <summary>Terraform, consoles and Kafka's own tools count replicas, and compare those in sync with all of them.</summary>
    [Fact]
    public async Task A_topic_has_as_many_replicas_as_it_was_created_with()
    {
        await using var node = await NodeFixture.StartAsync();
        var topic = new CreateTopicsRequest.CreatableTopic { Name = "t", NumPartitions = 2, ReplicationFactor = 3 };
        await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [topic] });
        await node.RestartAsync();
        var described = await node.CallAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
            new() { Topics = [new() { Name = "t" }] });

        Assert.All((await node.MetadataAsync("t")).Topics[0].Partitions, partition =>
        {
            Assert.Equal(Enumerable.Repeat(partition.LeaderId, 3), partition.ReplicaNodes);
            Assert.Equal(partition.ReplicaNodes, partition.IsrNodes);
        });
        Assert.All(
            described.Topics[0].Partitions, partition => Assert.Equal((3, 3), (partition.ReplicaNodes.Length, partition.IsrNodes.Length)));
    }

    [Fact]
    public async Task A_topic_that_is_named_often_is_answered_once()
    {
        await using var node = await NodeFixture.StartAsync();
        var created = await node.CreateTopicAsync("t");
        var byName = Enumerable.Repeat(new AskedTopic { Name = "t" }, 1_000);
        var byId = Enumerable.Repeat(new AskedTopic { Name = null, TopicId = created.TopicId }, 1_000);
        Assert.Equal(["t", "t"], (await AskAsync(node, [.. byName, .. byId])).Topics.Select(topic => topic.Name));
    }

    [Fact]
    public async Task Many_missing_topics_cost_few_journal_entries()
    {
        // Slow enough that all creations have come before the first of them is written, however busy the machine is.
        var latency = new StoreLatency { Least = TimeSpan.FromMilliseconds(200), MeanExtra = TimeSpan.Zero };
        await using var store = new LatencyObjectStore(new MemoryObjectStore(), latency, new Random(1), TimeProvider.System);
        await using var node = await NodeFixture.StartAsync(store);
        var before = node.Node.Replica.AppliedSequence;
        var created = await AskByNameAsync(node, [.. Enumerable.Range(0, 300).Select(number => $"t{number}")], create: true);
        Assert.All(created.Topics, topic => Assert.Equal(ErrorCode.None, topic.ErrorCode));

        // The first goes alone, the others wait together while it is written.
        Assert.InRange(node.Node.Replica.AppliedSequence - before, 1, 20);
    }

    [Fact]
    public async Task A_missing_topic_is_created_where_client_and_cluster_allow_it()
    {
        await using var node = await NodeFixture.StartAsync();
        var old = await AskByNameAsync(node, ["implicit"], version: 3);
        var allowed = await AskByNameAsync(node, ["allowed"], create: true);
        var forbidden = await AskByNameAsync(node, ["forbidden"], create: false);

        Assert.Equal(ErrorCode.None, old.Topics[0].ErrorCode);
        Assert.Equal(ErrorCode.None, allowed.Topics[0].ErrorCode);
        Assert.Single(allowed.Topics[0].Partitions);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, forbidden.Topics[0].ErrorCode);
        Assert.Equal("forbidden", forbidden.Topics[0].Name);
        Assert.Equal(["allowed", "implicit"], (await AskAsync(node, null)).Topics.Select(topic => topic.Name));
    }

    [Fact]
    public async Task Automatic_creation_can_be_switched_off_and_on_while_the_node_runs()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.AlterBrokerAsync("auto.create.topics.enable", "false");
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await AskByNameAsync(node, ["t"], create: true)).Topics[0].ErrorCode);

        await node.AlterBrokerAsync("auto.create.topics.enable", "true");
        Assert.Equal(ErrorCode.None, (await AskByNameAsync(node, ["t"], create: true)).Topics[0].ErrorCode);
    }

    [Fact]
    public async Task New_topics_get_the_number_of_partitions_that_is_set_at_the_moment()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.AlterBrokerAsync("num.partitions", "7");
        Assert.Equal(7, (await AskByNameAsync(node, ["automatic"], create: true)).Topics[0].Partitions.Length);
        Assert.Equal(7, (await node.CreateTopicAsync("by-request", partitions: -1)).NumPartitions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("white space")]
    public async Task An_illegal_name_is_refused_and_creates_nothing(string name)
    {
        await using var node = await NodeFixture.StartAsync();
        Assert.Equal(ErrorCode.InvalidTopicException, (await AskByNameAsync(node, [name], create: true)).Topics[0].ErrorCode);
        Assert.Empty((await AskAsync(node, null)).Topics);
    }

    [Fact]
    public async Task A_topic_that_was_recreated_has_a_new_id_and_its_old_one_is_unknown()
    {
        await using var node = await NodeFixture.StartAsync();
        var first = await node.CreateTopicAsync("t");
        await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new() { Topics = [new() { Name = "t" }], TimeoutMs = 10_000 });
        var second = await node.CreateTopicAsync("t");
        Assert.NotEqual(first.TopicId, second.TopicId);

        var answer = await AskAsync(
            node, [new AskedTopic { Name = null, TopicId = first.TopicId }, new AskedTopic { Name = null, TopicId = second.TopicId }]);
        Assert.Equal([ErrorCode.UnknownTopicId, ErrorCode.None], answer.Topics.Select(topic => topic.ErrorCode));
        Assert.Equal([null, "t"], answer.Topics.Select(topic => topic.Name));
        Assert.Equal(first.TopicId, answer.Topics[0].TopicId);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public async Task Topic_ids_are_refused_in_the_versions_that_have_the_field_only(short version)
    {
        await using var node = await NodeFixture.StartAsync();
        var created = await node.CreateTopicAsync("t");
        var answer = await AskAsync(
            node, [new AskedTopic { Name = null, TopicId = created.TopicId }, new AskedTopic { Name = "t" }], version: version);
        Assert.All(answer.Topics, topic => Assert.Equal(ErrorCode.InvalidRequest, topic.ErrorCode));
    }

    private static Task<MetadataResponse> AskByNameAsync(
        NodeFixture node, string[] topics, bool create = false, short version = short.MaxValue) =>
        AskAsync(node, [.. topics.Select(name => new AskedTopic { Name = name })], create, version);

    private static Task<MetadataResponse> AskAsync(
        NodeFixture node, AskedTopic[]? topics, bool create = false, short version = short.MaxValue) =>
        node.CallAsync<MetadataRequest, MetadataResponse>(
            new() { Topics = topics, AllowAutoTopicCreation = create || version < 4 }, version);
}
