using Garam.Metadata.Segments;

namespace Garam.Controller.Jobs;

/// <summary>
/// Which dead segments may be deleted: those that were dead a grace ago already, so that a read under way, here or on a replica that
/// is a little behind, finds its bytes. Pure.
/// </summary>
internal static class DeadSegmentPlanner
{
    /// <param name="dead">In the order of their death.</param>
    /// <param name="appliedBeforeGrace">What the leader had applied a grace ago, see <see cref="ProgressHistory"/>.</param>
    /// <param name="limit">How many at most.</param>
    public static IReadOnlyList<DeadSegment> Plan(IEnumerable<DeadSegment> dead, long appliedBeforeGrace, int limit) =>
        [.. dead.TakeWhile(segment => segment.DeadSequence <= appliedBeforeGrace).Take(limit)];
}
