namespace Garam.Client.Fetching;

/// <summary>What ListOffsets is asked for: a special place in the log, or the first record at or after a time.</summary>
/// <param name="Timestamp">Milliseconds since 1970, or one of Kafka's negative values for the special places.</param>
public readonly record struct OffsetSpec(long Timestamp)
{
    /// <summary>The end: where the next record will go.</summary>
    public static readonly OffsetSpec Latest = new(-1);

    /// <summary>The first record that the log still has.</summary>
    public static readonly OffsetSpec Earliest = new(-2);

    /// <summary>The record with the highest timestamp (KIP-734).</summary>
    public static readonly OffsetSpec MaxTimestamp = new(-3);

    /// <summary>The first record on the broker's own disk (KIP-405).</summary>
    public static readonly OffsetSpec EarliestLocal = new(-4);

    /// <summary>The last record in tiered storage (KIP-1005).</summary>
    public static readonly OffsetSpec LatestTiered = new(-5);

    /// <summary>The first record that is not in tiered storage yet (KIP-1023).</summary>
    public static readonly OffsetSpec EarliestPendingUpload = new(-6);

    /// <summary>The first record whose timestamp is not before it.</summary>
    public static OffsetSpec At(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());
}

/// <param name="Offset">-1 when the log has no such record.</param>
/// <param name="TimestampMs">Of the record that was looked for by time; -1 for places that have none.</param>
/// <param name="LeaderEpoch">-1 where the broker does not tell.</param>
public readonly record struct ListedOffset(long Offset, long TimestampMs, int LeaderEpoch);
