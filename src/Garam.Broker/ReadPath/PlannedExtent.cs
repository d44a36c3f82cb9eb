using Garam.Broker.Cache;
using Garam.Metadata;
using Garam.Metadata.Partitions;

namespace Garam.Broker.ReadPath;

/// <param name="Segment">Where the bytes lie.</param>
/// <param name="SegmentLength">Of the whole segment.</param>
/// <param name="Place">In the segment.</param>
public readonly record struct PlannedExtent(SegmentId Segment, int SegmentLength, ExtentPlace Place)
{
    /// <summary>Reads the segment's length from the state: the caller holds the replica's lock.</summary>
    public static PlannedExtent Of(ClusterState state, in Extent extent)
    {
        state.Segments.TryGetLive(extent.Segment, out var segment);
        return new PlannedExtent(
            extent.Segment, (int)segment.Length, new ExtentPlace(extent.Position, extent.Length, extent.BaseOffset, extent.LastOffset));
    }
}
