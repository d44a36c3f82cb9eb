using Garam.Journal.Ends;

namespace Garam.Controller.Leadership;

public sealed class LeaderOptions
{
    /// <summary>
    /// True when this process has locked the store (flock on a directory), so that no other leader can live: it claims without waiting and
    /// needs no lease to answer reads.
    /// </summary>
    public bool StoreIsExclusive { get; init; }

    /// <summary>
    /// How long a silent leader keeps its role: many times the slowest append that is accepted, and a fail-over that clients survive.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a process that does not lead looks for new entries: often enough to see a lease run out when it does.</summary>
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits after a fault of the store before it tries to lead again.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a clean shutdown waits for accepted commands: the process should end within seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a process that resigned at an operator's wish leaves the leadership to others. They claim within a second, or there are
    /// none that can.
    /// </summary>
    public TimeSpan HandoverTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the others let the process claim that the operator named: many times what a claim takes, and less than the wait of the
    /// process that resigned.
    /// </summary>
    public TimeSpan SuccessorHeadStart { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a process that must not claim looks into the store for the claim of another.</summary>
    public TimeSpan HandoverInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Commands that wait for an entry. More would only wait longer; their callers are held back instead.</summary>
    public int SubmissionsMax { get; init; } = 4_096;

    /// <summary>
    /// Appends under way at once: hides a remote store's latency, and limits the entries that a deposed leader can leave past an absent
    /// number. No more than <see cref="EndRule.AppendsInFlightMax"/>, by which other programs tell leftovers from a loss.
    /// </summary>
    public int EntriesInFlightMax { get; init; } = EndRule.AppendsInFlightMax;

    /// <summary>An entry is closed once it has this much: larger ones gain nothing over a second entry in flight.</summary>
    public int EntryBytesTarget { get; init; } = 1024 * 1024;

    /// <summary>Keeps the lock of the replica short: an entry is applied in one go.</summary>
    public int EntryCommandsMax { get; init; } = 1_024;

    /// <summary>Commits of one incarnation that may wait for a missing number: far more than its segments in flight.</summary>
    public int CommitsParkedMax { get; init; } = 256;
}
