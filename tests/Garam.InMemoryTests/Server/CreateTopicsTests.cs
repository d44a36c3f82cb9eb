using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using AskedTopic = Garam.Protocol.Messages.CreateTopics.CreateTopicsRequest.CreatableTopic;
using Assignment = Garam.Protocol.Messages.CreateTopics.CreateTopicsRequest.CreatableReplicaAssignment;
using Result = Garam.Protocol.Messages.CreateTopics.CreateTopicsResponse.CreatableTopicResult;

namespace Garam.InMemoryTests.Server;

public sealed class CreateTopicsTests
{
    [Fact]
    public async Task A_topic_is_there_when_the_answer_is_and_the_answer_describes_it()
    {
        await using var node = await NodeFixture.StartAsync();
        var result = await CreateAsync(node, Topic("t", partitions: 4, replicas: 3, ("retention.ms", "1000")));

        Assert.Equal(ErrorCode.None, result.ErrorCode);
        Assert.Equal((4, 3), (result.NumPartitions, result.ReplicationFactor));
        Assert.False(result.TopicId.IsZero);
        var topic = (await node.MetadataAsync("t")).Topics[0];
        Assert.Equal(result.TopicId, topic.TopicId);
        Assert.Equal(4, topic.Partitions.Length);
    }

    [Fact]
    public async Task The_answer_lists_all_settings_and_says_which_were_asked_for()
    {
        await using var node = await NodeFixture.StartAsync();
        foreach (var validateOnly in new[] { true, false })
        {
            var result = await CreateAsync(node, Topic("t", 1, 1, ("retention.ms", "1000")), validateOnly);

            Assert.Equal(ConfigCatalog.Topics.All.Count, result.Configs!.Length);
            var retention = result.Configs.Single(config => config.Name == "retention.ms");
            Assert.Equal(("1000", (sbyte)ConfigSource.DynamicTopic), (retention.Value, retention.ConfigSource));
            Assert.Equal((sbyte)ConfigSource.Default, result.Configs.Single(config => config.Name == "cleanup.policy").ConfigSource);
        }
    }

    [Fact]
    public async Task Versions_before_5_have_no_details_in_the_answer()
    {
        await using var node = await NodeFixture.StartAsync();
        var result = await CreateAsync(node, Topic("t", 2, 1), version: 4);
        Assert.Equal(ErrorCode.None, result.ErrorCode);
        Assert.Equal(-1, result.NumPartitions);
        Assert.Equal(2, (await node.MetadataAsync("t")).Topics[0].Partitions.Length);
    }

    [Fact]
    public async Task Validation_alone_creates_nothing()
    {
        await using var node = await NodeFixture.StartAsync();
        var result = await CreateAsync(node, Topic("t", 2, 1), validateOnly: true);
        Assert.Equal(ErrorCode.None, result.ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await node.MetadataAsync("t")).Topics[0].ErrorCode);
    }

    [Fact]
    public async Task Defaults_stand_in_for_minus_one()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.AlterBrokerAsync("default.replication.factor", "3");
        var result = await CreateAsync(node, Topic("t", -1, -1));
        Assert.Equal((1, 3), (result.NumPartitions, result.ReplicationFactor));
    }

    [Theory]
    [InlineData("", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData(".", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("a/b", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("taken", 1, 1, ErrorCode.TopicAlreadyExists)]
    [InlineData("with_dot", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("t", 0, 1, ErrorCode.InvalidPartitions)]
    [InlineData("t", -2, 1, ErrorCode.InvalidPartitions)]
    [InlineData("t", 10_001, 1, ErrorCode.PolicyViolation)]
    [InlineData("t", 1, 0, ErrorCode.InvalidReplicationFactor)]
    [InlineData("t", 1, -2, ErrorCode.InvalidReplicationFactor)]
    [InlineData("t", 1, 17, ErrorCode.InvalidReplicationFactor)]
    [InlineData("t", 1, short.MaxValue, ErrorCode.InvalidReplicationFactor)]
    public async Task A_topic_that_cannot_be_is_refused_by_name(string name, int partitions, short replicas, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("taken");
        await node.CreateTopicAsync("with.dot");
        var result = await CreateAsync(node, Topic(name, partitions, replicas));
        Assert.Equal(expected, result.ErrorCode);
        Assert.NotEmpty(result.ErrorMessage!);
    }

    [Theory]
    [InlineData("retention.ms", "soon")]
    [InlineData("cleanup.policy", "shred")]
    [InlineData("no.such.setting", "1")]
    public async Task A_wrong_setting_refuses_its_topic(string name, string value)
    {
        await using var node = await NodeFixture.StartAsync();
        var result = await CreateAsync(node, Topic("t", 1, 1, (name, value)));
        Assert.Equal(ErrorCode.InvalidConfig, result.ErrorCode);
        Assert.Contains(name, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await node.MetadataAsync("t")).Topics[0].ErrorCode);
    }

    /// <summary>Answers as Apache Kafka 4.3.1 does: of several values the last counts, but none may be null.</summary>
    [Theory]
    [InlineData("1", "2", ErrorCode.None)]
    [InlineData("soon", "2", ErrorCode.None)]
    [InlineData("1", "soon", ErrorCode.InvalidConfig)]
    [InlineData("1", null, ErrorCode.InvalidConfig)]
    [InlineData(null, "2", ErrorCode.InvalidConfig)]
    public async Task A_setting_that_is_named_twice_has_its_last_value(string? first, string? second, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        foreach (var validateOnly in new[] { true, false })
        {
            var result = await CreateAsync(node, Topic("t", 1, 1, ("retention.ms", first), ("retention.ms", second)), validateOnly);
            Assert.Equal(expected, result.ErrorCode);
            Assert.Equal(
                expected == ErrorCode.None ? second : null,
                result.Configs?.SingleOrDefault(config => config.Name == "retention.ms")?.Value);
        }
    }

    [Theory]
    [InlineData("retention.ms", null)]
    [InlineData("no.such.setting", null)]
    [InlineData("remote.storage.enable", "true")]
    [InlineData("min.compaction.lag.ms", "9223372036854775807")]
    [InlineData("cleanup.policy", "compact,")]
    public async Task Settings_that_Kafka_refuses_together_or_for_being_null_are_refused(string name, string? value)
    {
        await using var node = await NodeFixture.StartAsync();
        var result = await CreateAsync(node, Topic("t", 1, 1, (name, value), ("max.compaction.lag.ms", "5")));
        Assert.Equal(ErrorCode.InvalidConfig, result.ErrorCode);
    }

    [Fact]
    public async Task Partitions_are_counted_over_the_whole_request()
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new() { Topics = [Topic("a", 6_000, 1), Topic("b", 4_001, 1)], ValidateOnly = true });
        Assert.All(answer.Topics, topic => Assert.Equal(ErrorCode.PolicyViolation, topic.ErrorCode));
    }

    [Fact]
    public async Task No_time_is_a_time_out_and_creates_nothing()
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [Topic("t", 1, 1)], TimeoutMs = 0 });
        Assert.Equal(ErrorCode.RequestTimedOut, answer.Topics[0].ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await node.MetadataAsync("t")).Topics[0].ErrorCode);
    }

    [Fact]
    public async Task A_name_that_is_asked_for_twice_is_refused_and_the_others_are_created()
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new() { Topics = [Topic("a", 1, 1), Topic("b", 1, 1), Topic("a", 2, 1)] });
        Assert.Equal(
            [("a", ErrorCode.InvalidRequest), ("b", ErrorCode.None)], answer.Topics.Select(topic => (topic.Name, topic.ErrorCode)));
    }

    [Fact]
    public async Task A_manual_assignment_gives_the_numbers()
    {
        await using var node = await NodeFixture.StartAsync();
        var result = await CreateAsync(node, Assigned(-1, -1, (1, [5, 6]), (0, [6, 5])));
        Assert.Equal(ErrorCode.None, result.ErrorCode);
        Assert.Equal((2, 2), (result.NumPartitions, result.ReplicationFactor));
    }

    [Fact]
    public async Task A_manual_assignment_that_contradicts_itself_is_refused()
    {
        await using var node = await NodeFixture.StartAsync();
        (AskedTopic Topic, ErrorCode Expected)[] cases =
        [
            (Assigned(1, -1, (0, [1])), ErrorCode.InvalidRequest),
            (Assigned(-1, 1, (0, [1])), ErrorCode.InvalidRequest),
            (Assigned(-1, -1, (0, [1]), (2, [1])), ErrorCode.InvalidReplicaAssignment),
            (Assigned(-1, -1, (0, [1]), (1, [])), ErrorCode.InvalidReplicaAssignment),
            (Assigned(-1, -1, (0, [1]), (1, [1, 2])), ErrorCode.InvalidReplicaAssignment),
            (Assigned(-1, -1, (0, [1]), (0, [1])), ErrorCode.InvalidReplicaAssignment),
            (Assigned(-1, -1, (0, [1, 1])), ErrorCode.InvalidReplicaAssignment),
            (Assigned(-1, -1, (0, [-1])), ErrorCode.InvalidReplicaAssignment),
        ];
        foreach (var (topic, expected) in cases)
        {
            Assert.Equal(expected, (await CreateAsync(node, topic)).ErrorCode);
        }
    }

    private static AskedTopic Topic(string name, int partitions, short replicas, params (string Name, string? Value)[] configs) => new()
    {
        Name = name,
        NumPartitions = partitions,
        ReplicationFactor = replicas,
        Configs = [.. configs.Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Name, Value = config.Value })],
    };

    private static AskedTopic Assigned(int partitions, short replicas, params (int Partition, int[] Brokers)[] assignments) => new()
    {
        Name = "assigned",
        NumPartitions = partitions,
        ReplicationFactor = replicas,
        Assignments =
            [.. assignments.Select(assignment => new Assignment { PartitionIndex = assignment.Partition, BrokerIds = assignment.Brokers })],
    };

    private static async Task<Result> CreateAsync(
        NodeFixture node, AskedTopic topic, bool validateOnly = false, short version = short.MaxValue)
    {
        var answer = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new() { Topics = [topic], ValidateOnly = validateOnly }, version);
        return Assert.Single(answer.Topics);
    }
}
