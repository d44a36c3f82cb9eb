namespace Garam.Controller.Leadership;

/// <summary>
/// How long a leader may answer reads without asking the store: would-be claimers wait a whole lease after they read the newest
/// entry, and nobody reads an entry before its append was sent. Where the store is locked by this process no claimer lives, and
/// the lease is always proven. The safety of writes never rests on it. Any thread may ask.
/// </summary>
/// <param name="time">Runs on while the machine is suspended: others have counted that time.</param>
internal sealed class Lease(TimeProvider time, TimeSpan duration, bool storeIsExclusive, long claimSentAt)
{
    /// <summary>The leader counts on less than claimers wait, because two clocks run at about the same rate only.</summary>
    private const int ProvenPerCent = 90;

    private readonly TimeSpan _proven = duration * ProvenPerCent / 100;
    private long _sentAt = claimSentAt;

    /// <summary>To be asked after an answer was computed, not before: the answer must not be older than the proof.</summary>
    public bool IsProven => storeIsExclusive || Age < _proven;

    /// <summary>Since the append that renewed it last was sent.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _sentAt));

    /// <summary>An append succeeded that was first sent at this reading of the monotonic clock. Called by the term's loop alone.</summary>
    public void Renew(long sentAt) => Volatile.Write(ref _sentAt, Math.Max(sentAt, Volatile.Read(ref _sentAt)));
}
