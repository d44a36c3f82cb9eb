using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.UnitTests.Client.Cluster;

public sealed class ClusterMetadataTests
{
    private static readonly TopicPartition Partition = new("logs", 0);
    private static readonly Uuid Topic = new(1, 1);

    [Fact]
    public void A_broker_that_is_behind_does_not_bring_an_old_leader_back()
    {
        var known = ClusterMetadata.From(Answer(Topic, leader: 2, epoch: 6), ClusterMetadata.Nothing);

        var late = ClusterMetadata.From(Answer(Topic, leader: 1, epoch: 5), known);

        Assert.Equal((2, 6), (late.LeaderOf(Partition)!.Value.Port, late.LeaderEpochOf(Partition)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void An_answer_that_is_not_older_counts(int epoch)
    {
        var known = ClusterMetadata.From(Answer(Topic, leader: 2, epoch: 6), ClusterMetadata.Nothing);

        var next = ClusterMetadata.From(Answer(Topic, leader: 1, epoch), known);

        Assert.Equal((1, epoch), (next.LeaderOf(Partition)!.Value.Port, next.LeaderEpochOf(Partition)));
    }

    [Fact]
    public void A_topic_that_was_made_anew_counts_from_its_own_beginning()
    {
        var known = ClusterMetadata.From(Answer(Topic, leader: 2, epoch: 6), ClusterMetadata.Nothing);

        var anew = ClusterMetadata.From(Answer(new Uuid(2, 2), leader: 1, epoch: 0), known);

        Assert.Equal((1, 0), (anew.LeaderOf(Partition)!.Value.Port, anew.LeaderEpochOf(Partition)));
    }

    /// <summary>Brokers 1 and 2 listen on ports 1 and 2.</summary>
    private static MetadataResponse Answer(Uuid topic, int leader, int epoch) => new()
    {
        Brokers = [.. Enumerable.Range(1, 2).Select(
            static id => new MetadataResponse.MetadataResponseBroker { NodeId = id, Host = "broker", Port = id })],
        Topics =
        [
            new MetadataResponse.MetadataResponseTopic
            {
                Name = Partition.Topic,
                TopicId = topic,
                Partitions = [new MetadataResponse.MetadataResponsePartition { LeaderId = leader, LeaderEpoch = epoch }],
            },
        ],
    };
}
