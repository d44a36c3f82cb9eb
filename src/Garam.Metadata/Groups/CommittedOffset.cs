namespace Garam.Metadata.Groups;

/// <param name="Offset">The next offset to read.</param>
/// <param name="LeaderEpoch">As the client sent it; -1 for none.</param>
/// <param name="Metadata">Free text of the client.</param>
/// <param name="CommitTimestampMs">When the leader put the commit into the journal.</param>
/// <param name="ExpireTimestampMs">Versions 2 to 4 of OffsetCommit name a retention of their own; -1 for the cluster's.</param>
public sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata, long CommitTimestampMs, long ExpireTimestampMs);
