namespace Garam.Client.Admin;

/// <param name="Start">The first offset that can be read.</param>
/// <param name="End">The offset that the next record gets.</param>
public readonly record struct PartitionOffsets(long Start, long End);
