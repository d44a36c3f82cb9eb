using Garam.Protocol;

namespace Garam.Client.Admin;

/// <param name="Name">Unique at a time.</param>
/// <param name="Id">Unique for ever; zero where the broker is too old to tell.</param>
/// <param name="IsInternal">The cluster's own, as Kafka's __consumer_offsets.</param>
/// <param name="Partitions">By number.</param>
public sealed record TopicDescription(string Name, Uuid Id, bool IsInternal, IReadOnlyList<PartitionDescription> Partitions)
{
    /// <summary>That of the first partition, as Kafka's tools count it.</summary>
    public int ReplicationFactor => Partitions.Count == 0 ? 0 : Partitions[0].Replicas.Count;
}
