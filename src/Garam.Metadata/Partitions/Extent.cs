namespace Garam.Metadata.Partitions;

/// <summary>A run of consecutive offsets of one partition inside one segment.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="LastOffset">The offset of its last record, included.</param>
/// <param name="Segment">The segment that holds its bytes.</param>
/// <param name="Position">The position of its first byte in the segment.</param>
/// <param name="Length">In bytes.</param>
/// <param name="MaxTimestampMs">The latest timestamp of its records; negative when only the records themselves have it.</param>
/// <param name="CommittedMs">The leader's time when the segment was committed; 0 when it was committed at feature level 0.</param>
public readonly record struct Extent(
    long BaseOffset, long LastOffset, SegmentId Segment, int Position, int Length, long MaxTimestampMs, long CommittedMs)
{
    /// <summary>The header of a batch in the extent has no timestamp, or one that cannot be right.</summary>
    public const long UnknownTimestampMs = -1;

    /// <summary>False when only the records themselves have their times.</summary>
    public bool IsTimeKnown => MaxTimestampMs >= 0;

    /// <summary>
    /// Says whether the header of a batch can be right about its latest time. Some clients never set it in a compressed batch, records may
    /// have no time, and the log append time may be before the client's. Retention would take such a batch for very old, and a search by
    /// time would miss it.
    /// </summary>
    public static bool IsCredible(long baseTimestampMs, long maxTimestampMs) => maxTimestampMs >= 0 && maxTimestampMs >= baseTimestampMs;
}

/// <summary>An extent as the state keeps it. There may be millions, so it takes 32 bytes and names its segment by a slot.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="MaxTimestampMs">See <see cref="Extent"/>.</param>
/// <param name="LastOffsetDelta">The distance from the base offset to the last offset.</param>
/// <param name="SegmentSlot">The slot of the segment in the table of segments.</param>
/// <param name="Position">The position of its first byte in the segment.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct StoredExtent(
    long BaseOffset, long MaxTimestampMs, int LastOffsetDelta, int SegmentSlot, int Position, int Length)
{
    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>False when its records have no times or its producer did not set one in the header.</summary>
    public bool IsTimeKnown => MaxTimestampMs >= 0;
}
