namespace Garam.Client.Fetching;

/// <param name="Offset">-1 when the log has no such record.</param>
/// <param name="TimestampMs">Of the record that was looked for by time; -1 for places that have none.</param>
/// <param name="LeaderEpoch">-1 where the broker does not tell.</param>
public readonly record struct ListedOffset(long Offset, long TimestampMs, int LeaderEpoch);
