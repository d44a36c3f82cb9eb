using Garam.Broker.Cache;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;

namespace Garam.Broker.ReadPath;

/// <param name="Source">Where the bytes lie.</param>
/// <param name="Place">In the segment.</param>
public readonly record struct PlannedExtent(PlannedSegment Source, ExtentPlace Place)
{
    public SegmentId Segment => Source.Segment;

    public static PlannedExtent Of(ClusterState state, in Extent extent) => new(
        PlannedSegment.Of(state, extent.Segment), new ExtentPlace(extent.Position, extent.Length, extent.BaseOffset, extent.LastOffset));
}
