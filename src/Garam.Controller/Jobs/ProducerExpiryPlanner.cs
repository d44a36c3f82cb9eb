using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;

namespace Garam.Controller.Jobs;

/// <summary>Which producers of a partition have been silent for too long. Pure; by the leader's time of their last commit, never by their records' own.</summary>
internal static class ProducerExpiryPlanner
{
    public static IEnumerable<PartitionProducer> Plan(TopicPartition partition, PartitionLog state, long silentSinceMs) =>
        state.Producers.Values
            .Where(producer => producer.LastCommitMs < silentSinceMs)
            .Select(producer => new PartitionProducer
            {
                TopicId = partition.TopicId,
                Partition = partition.Partition,
                ProducerId = producer.ProducerId,
            });
}
