namespace Garam.Metadata.Segments;

/// <param name="Id">Its name.</param>
/// <param name="Length">In bytes, of the whole object.</param>
/// <param name="LiveBytes">Of its extents that are still referenced.</param>
/// <param name="LiveExtents">How many these are.</param>
/// <param name="CommittedMs">The leader's time of its commit; 0 when it was committed at feature level 0.</param>
public readonly record struct LiveSegment(SegmentId Id, long Length, long LiveBytes, int LiveExtents, long CommittedMs);
