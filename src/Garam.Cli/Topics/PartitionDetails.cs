namespace Garam.Cli.Topics;

/// <summary>The offsets are null while the partition has no leader.</summary>
internal sealed record PartitionDetails(int Partition, int Leader, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync, long? Start, long? End);
