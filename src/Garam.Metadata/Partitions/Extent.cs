namespace Garam.Metadata.Partitions;

/// <summary>A run of consecutive offsets of one partition inside one segment.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="LastOffset">The offset of its last record, included.</param>
/// <param name="Segment">Where its bytes lie.</param>
/// <param name="Position">Of its first byte in the segment.</param>
/// <param name="Length">In bytes.</param>
/// <param name="MaxTimestampMs">The latest timestamp of its records.</param>
public readonly record struct Extent(long BaseOffset, long LastOffset, SegmentId Segment, int Position, int Length, long MaxTimestampMs);
