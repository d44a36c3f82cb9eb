namespace Garam.Client.Admin;

/// <param name="Partition">Its number.</param>
/// <param name="Leader">The node that leads it, or -1.</param>
/// <param name="LeaderEpoch">How often the leader changed; -1 where the broker is too old to tell.</param>
/// <param name="Replicas">The nodes that have it.</param>
/// <param name="InSync">Those of them that have all of it.</param>
public sealed record PartitionDescription(int Partition, int Leader, int LeaderEpoch, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync);
