using Garam.Metadata;
using Garam.Metadata.State;

namespace Garam.Controller.Jobs;

/// <summary>
/// Which of the stored segments that nobody referred to when they were listed are orphans: still unknown in a state that contains the
/// birth watermark, and born below it. Their commit would be refused from now on, so that they can be deleted. Pure.
/// </summary>
internal static class OrphanPlanner
{
    public static IReadOnlyList<SegmentId> Plan(ClusterState state, IReadOnlyList<SegmentId> unknown) =>
        [.. unknown.Where(segment => segment.Birth < state.Facts.BirthWatermark && !state.Segments.IsKnown(segment))];
}
