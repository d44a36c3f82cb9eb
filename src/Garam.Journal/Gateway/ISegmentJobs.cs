using Garam.Metadata;

namespace Garam.Journal.Gateway;

/// <summary>
/// The work that the leader gives to agents with the jobs role. Every call may be repeated, and may come from a leader that was deposed
/// without knowing: a dead segment never comes back to life, and nothing born below an applied watermark is ever committed.
/// </summary>
public interface ISegmentJobs
{
    /// <summary>Deletes objects. Those that are gone already count as deleted.</summary>
    ValueTask DeleteAsync(IReadOnlyList<SegmentId> segments, CancellationToken cancellation);

    /// <summary>
    /// Finds stored segments that the agent's replica does not know. They are orphans only once the watermark says that they can no longer
    /// be committed.
    /// </summary>
    /// <param name="after">The segment to go on after; null to begin with the first.</param>
    /// <param name="birthEnd">Leaves out segments that were born at this number or later.</param>
    /// <param name="limit">The most segments to return.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Segments in the order of their keys.</returns>
    ValueTask<IReadOnlyList<SegmentId>> FindUnknownAsync(SegmentId? after, long birthEnd, int limit, CancellationToken cancellation);
}
