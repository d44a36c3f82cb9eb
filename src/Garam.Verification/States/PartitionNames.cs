using System.Collections.Immutable;
using Garam.Metadata;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Verification.States;

/// <summary>Partitions as people name them: "orders-3", or by the topic's id where the topic is deleted.</summary>
internal static class PartitionNames
{
    public static Func<TopicPartition, string> From(ImmutableSortedDictionary<Uuid, TopicState> topics) =>
        partition => topics.TryGetValue(partition.TopicId, out var topic) ? $"{topic.Name}-{partition.Partition}" : partition.ToString();
}
