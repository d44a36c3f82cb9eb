namespace Garam.Client.Fetching;

/// <summary>The position that ListOffsets looks for: a special one, or the first record at or after a time.</summary>
/// <param name="Timestamp">Milliseconds since 1970, or one of Kafka's negative values for the special positions.</param>
public readonly record struct OffsetSpec(long Timestamp)
{
    /// <summary>The end: where the next record goes.</summary>
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

    /// <summary>The first record whose timestamp is at or after this time.</summary>
    public static OffsetSpec At(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());
}

/// <param name="Offset">-1 if the log has no such record.</param>
/// <param name="TimestampMs">The timestamp of a record found by time; -1 for positions without one.</param>
/// <param name="LeaderEpoch">-1 if the broker does not say.</param>
public readonly record struct ListedOffset(long Offset, long TimestampMs, int LeaderEpoch);
