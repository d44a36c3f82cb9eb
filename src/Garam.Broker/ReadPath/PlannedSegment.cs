using Garam.Metadata;
using Garam.Metadata.State;

namespace Garam.Broker.ReadPath;

/// <param name="Segment">Its name.</param>
/// <param name="Length">Of all of it, in bytes.</param>
public readonly record struct PlannedSegment(SegmentId Segment, int Length)
{
    /// <summary>Reads the segment's length from the state: the caller holds the replica's lock.</summary>
    public static PlannedSegment Of(ClusterState state, SegmentId id)
    {
        state.Segments.TryGetLive(id, out var segment);
        return new PlannedSegment(id, (int)segment.Length);
    }
}
