namespace Garam.Metadata.Partitions;

/// <summary>A run of consecutive offsets of one partition inside one segment.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="LastOffset">The offset of its last record, included.</param>
/// <param name="Segment">Where its bytes lie.</param>
/// <param name="Position">Of its first byte in the segment.</param>
/// <param name="Length">In bytes.</param>
/// <param name="MaxTimestampMs">The latest timestamp of its records; negative when only the records themselves can tell.</param>
/// <param name="CommittedMs">The leader's time of its segment's commit; 0 when it was committed at feature level 0.</param>
public readonly record struct Extent(long BaseOffset, long LastOffset, SegmentId Segment, int Position, int Length, long MaxTimestampMs, long CommittedMs)
{
    /// <summary>The header of a batch in it names no timestamp, or one that cannot be right.</summary>
    public const long UnknownTimestampMs = -1;

    /// <summary>False when only the records themselves can tell.</summary>
    public bool IsTimeKnown => MaxTimestampMs >= 0;
}

/// <summary>An extent as it is kept: there may be millions, so it is 32 bytes and names its segment by a slot.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="MaxTimestampMs">See <see cref="Extent"/>.</param>
/// <param name="LastOffsetDelta">From the base offset to the last one.</param>
/// <param name="SegmentSlot">See <see cref="Segments.SegmentTable"/>.</param>
/// <param name="Position">Of its first byte in the segment.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct StoredExtent(long BaseOffset, long MaxTimestampMs, int LastOffsetDelta, int SegmentSlot, int Position, int Length)
{
    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>False when its records have no times, or its producer told none: only its bytes say.</summary>
    public bool IsTimeKnown => MaxTimestampMs >= 0;
}
