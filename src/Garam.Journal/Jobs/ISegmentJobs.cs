using Garam.Metadata;

namespace Garam.Journal.Jobs;

/// <summary>
/// What the leader asks of agents with the jobs role. Safe to ask again, and safe from a leader that was deposed without knowing: a
/// dead segment never comes back to life, and nothing born below an applied watermark is ever committed.
/// </summary>
public interface ISegmentJobs
{
    /// <summary>Deletes objects. Those that are gone already count as deleted.</summary>
    ValueTask DeleteAsync(IReadOnlyList<SegmentId> segments, CancellationToken cancellation);

    /// <summary>
    /// Stored segments after <paramref name="after"/> (null: from the first on) and born below <paramref name="birthEnd"/> that the agent's
    /// replica does not know, in order, at most <paramref name="limit"/>. They are orphans only once the watermark says that they cannot be committed any more.
    /// </summary>
    ValueTask<IReadOnlyList<SegmentId>> FindUnknownAsync(SegmentId? after, long birthEnd, int limit, CancellationToken cancellation);
}
