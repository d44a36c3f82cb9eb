using Garam.Metadata;
using Garam.Metadata.Segments;
using Garam.Metadata.State;

namespace Garam.Controller.Jobs;

/// <summary>
/// Plans which dead segments may be deleted: those that were dead a grace ago already, so that a read under way, here or on a replica that
/// lags a little, finds its bytes. Pure.
/// </summary>
internal static class DeadSegmentPlanner
{
    /// <param name="dead">In the order of their death.</param>
    /// <param name="appliedBeforeGrace">The number that the leader had applied a grace ago, see <see cref="ProgressHistory"/>.</param>
    /// <param name="limit">The most segments to return.</param>
    public static IReadOnlyList<DeadSegment> Plan(IEnumerable<DeadSegment> dead, long appliedBeforeGrace, int limit) =>
        [.. dead.TakeWhile(segment => segment.DeadSequence <= appliedBeforeGrace).Take(limit)];
}

/// <summary>
/// Finds orphans among stored segments that nothing referred to when they were listed: they are still unknown in a state that contains the
/// birth watermark, and born below it. Their commit would be refused from now on, so they can be deleted. Pure.
/// </summary>
internal static class OrphanPlanner
{
    public static IReadOnlyList<SegmentId> Plan(ClusterState state, IReadOnlyList<SegmentId> unknown) =>
        [.. unknown.Where(segment => segment.Birth < state.Facts.BirthWatermark && !state.Segments.IsKnown(segment))];
}

/// <summary>
/// Remembers which sequence number was applied a lag ago, by the monotonic clock alone: a wall clock that jumps cannot make anything look
/// older than it is. It knows only what it saw itself, so a new leader waits a whole lag. Owner: the job loop.
/// </summary>
internal sealed class ProgressHistory(TimeSpan lag)
{
    /// <summary>The resolution: an answer is at most a sixteenth of the lag older than it could be.</summary>
    private const int SamplesPerLag = 16;

    private readonly Queue<(TimeSpan At, long Sequence)> _samples = [];
    private TimeSpan? _newestAt;

    /// <summary>0 until a lag has passed.</summary>
    public long AppliedBeforeLag { get; private set; }

    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="appliedSequence">The number that is applied then.</param>
    public void Observe(TimeSpan now, long appliedSequence)
    {
        if (_newestAt is null || now - _newestAt >= lag / SamplesPerLag)
        {
            _samples.Enqueue((now, appliedSequence));
            _newestAt = now;
        }

        while (_samples.TryPeek(out var oldest) && now - oldest.At >= lag)
        {
            AppliedBeforeLag = oldest.Sequence;
            _samples.Dequeue();
        }
    }
}
