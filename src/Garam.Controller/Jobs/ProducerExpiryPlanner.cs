using Garam.Metadata;
using Garam.Metadata.Commands.Producers;
using Garam.Metadata.Partitions;

namespace Garam.Controller.Jobs;

/// <summary>Which producers of a partition have been silent for too long. Pure; by the leader's time of their last commit, never by their records' own.</summary>
internal static class ProducerExpiryPlanner
{
    public static IEnumerable<PartitionProducer> Plan(TopicPartition partition, PartitionState state, long silentSinceMs) =>
        state.Producers.Values
            .Where(producer => producer.LastCommitMs < silentSinceMs)
            .Select(producer => new PartitionProducer
            {
                TopicId = partition.TopicId,
                Partition = partition.Partition,
                ProducerId = producer.ProducerId,
            });
}
