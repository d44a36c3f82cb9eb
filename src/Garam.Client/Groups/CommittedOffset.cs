namespace Garam.Client.Groups;

/// <param name="Offset">The next offset that the group reads.</param>
/// <param name="Metadata">What the member wrote beside it; mostly empty.</param>
/// <param name="LeaderEpoch">The epoch of the last record read, or -1.</param>
public readonly record struct CommittedOffset(long Offset, string? Metadata = null, int LeaderEpoch = -1);
