namespace Garam.Metadata.Partitions;

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
