using Garam.Metadata;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Verification.Findings;

namespace Garam.Verification.States;

/// <summary>Compares the extents of segments with the segments' own entries. Two numbers per segment.</summary>
internal sealed class SegmentUse(ExtentCut cut)
{
    private readonly Dictionary<SegmentId, (long Bytes, int Extents)> _used = new(cut.SegmentCount);

    public void Count(in Extent extent)
    {
        var counted = _used.GetValueOrDefault(extent.Segment);
        _used[extent.Segment] = (counted.Bytes + extent.Length, counted.Extents + 1);
    }

    public IEnumerable<Finding> FindFaults(ClusterState state)
    {
        for (var rank = 0; rank < cut.SegmentCount; rank++)
        {
            var segment = cut.Segment(rank);
            var (bytes, extents) = _used.GetValueOrDefault(segment.Id);
            if ((bytes, extents) != (segment.LiveBytes, segment.LiveExtents))
            {
                yield return Contradiction(
                    segment.Id,
                    $"{extents} extents of {bytes} bytes lie in it, and it counts {segment.LiveExtents} of {segment.LiveBytes} bytes.");
            }
        }

        foreach (var dead in state.Segments.Dead)
        {
            if (_used.ContainsKey(dead.Id))
            {
                yield return Contradiction(dead.Id, "It is dead, so that it will be deleted, and extents still lie in it.");
            }
        }
    }

    private static Finding Contradiction(SegmentId segment, string detail) => new(FindingKinds.MetadataContradicts, segment.Key, detail);
}
