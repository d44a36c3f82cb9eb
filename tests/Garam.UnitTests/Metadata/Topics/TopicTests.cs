using Garam.Metadata;
using Garam.Metadata.Configs;
using Garam.Metadata.Logs;
using Garam.Metadata.Topics;
using Garam.Protocol;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Topics;

public sealed class TopicTests
{
    private readonly TestCluster _cluster = new();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("naïve")]
    public void Names_that_Kafka_refuses_are_refused(string name) =>
        Assert.Equal(ErrorCode.InvalidTopicException, Create(name).Error);

    [Fact]
    public void A_name_has_at_most_249_characters()
    {
        Assert.Equal(ErrorCode.None, Create(new string('a', 249)).Error);
        Assert.Equal(ErrorCode.InvalidTopicException, Create(new string('a', 250), id: 2).Error);
    }

    [Fact]
    public void Names_that_differ_in_dot_and_underscore_only_collide()
    {
        Create("a.b");

        var result = Create("a_b", id: 2);

        Assert.Equal((ErrorCode.InvalidTopicException, "Topic 'a_b' collides with existing topic: a.b"), (result.Error, result.Message));
    }

    [Fact]
    public void A_topic_exists_once_by_name_and_by_id()
    {
        Create("a");

        Assert.Equal(ErrorCode.TopicAlreadyExists, Create("a", id: 2).Error);
        Assert.Equal(ErrorCode.InvalidRequest, Create("b", id: 1).Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_number_of_partitions_out_of_range_is_refused(int partitions) =>
        Assert.Equal(ErrorCode.InvalidPartitions, Create("a", partitions: partitions).Error);

    [Fact]
    public void Partitions_can_only_grow()
    {
        Create("a", partitions: 2);

        Assert.Equal(ErrorCode.InvalidPartitions, _cluster.Apply(new CreatePartitions { TopicId = TopicId(1), Partitions = 2 }).Error);
        Assert.Equal(ErrorCode.InvalidPartitions, _cluster.Apply(new CreatePartitions { TopicId = TopicId(1), Partitions = 1 }).Error);
        Assert.Equal(ErrorCode.None, _cluster.Apply(new CreatePartitions { TopicId = TopicId(1), Partitions = 3 }).Error);
        Assert.Equal([0], _cluster.Commit(Batch(new TopicPartition(TopicId(1), 2))).Select(batch => batch.BaseOffset));
        Assert.Equal(3, _cluster.State.Topics.PartitionCount);
    }

    [Fact]
    public void Topics_are_listed_by_name_from_a_name_on()
    {
        Create("b", id: 2);
        Create("c", id: 3);
        Create("a", id: 9);

        Assert.Equal(["a", "b", "c"], _cluster.State.Topics.OrderedByName().Select(topic => topic.Name));
        Assert.Equal(["c"], _cluster.State.Topics.OrderedByName("bb").Select(topic => topic.Name));
    }

    [Fact]
    public void A_deleted_topic_is_unseen_at_once_and_reclaimed_in_bounded_steps()
    {
        var partition = _cluster.CreateTopic(partitions: 3);
        for (var i = 0; i < 10; i++)
        {
            _cluster.Commit(Batch(partition), Batch(partition with { Partition = 2 }));
        }

        _cluster.Apply(new DeleteTopic { TopicId = partition.TopicId });

        Assert.False(_cluster.State.Topics.TryGetPartition(partition, out _));
        Assert.Equal([partition.TopicId], _cluster.Effects.DeletedTopics);
        var steps = 0;
        for (var more = true; more; steps++)
        {
            var result = _cluster.Apply<ReclaimExtentsResult>(new ReclaimExtents { ExtentsMax = 5 });
            Assert.InRange(result.Reclaimed, 1, 5);
            more = result.MoreRemain;
        }

        Assert.Equal(5, steps);
        Assert.Equal((0, 10), (_cluster.State.Segments.LiveCount, _cluster.State.Segments.DeadCount));
    }

    [Fact]
    public void Settings_go_with_their_topic()
    {
        Create("a");
        _cluster.Apply(
            new AlterConfigs { ResourceTypeValue = 2, ResourceName = "a", Changes = [new() { Name = "retention.ms", Value = "5" }] });
        Assert.Equal(5, _cluster.State.Configs.SettingsOf("a").RetentionMs);

        _cluster.Apply(new DeleteTopic { TopicId = TopicId(1) });
        Create("a", id: 2);

        Assert.Empty(_cluster.State.Configs.SetOn(ConfigResource.Topic("a")));
        Assert.Equal(604_800_000, _cluster.State.Configs.SettingsOf("a").RetentionMs);
    }

    private Garam.Metadata.StatusResult Create(string name, int id = 1, int partitions = 1) =>
        _cluster.Apply(new CreateTopic { Name = name, TopicId = TopicId(id), Partitions = partitions });
}
