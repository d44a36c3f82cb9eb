namespace Garam.Controller.Leadership;

/// <summary>
/// Proves that a leader may answer reads without asking the store: processes that want to claim wait a whole lease after they read the
/// newest entry, and none reads an entry before its append was sent. While this process has locked the store no other claims, and the lease
/// is always proven. The safety of writes never rests on it. Any thread may ask.
/// </summary>
/// <param name="time">Runs on while the machine is suspended: other processes have counted that time.</param>
internal sealed class Lease(TimeProvider time, TimeSpan duration, bool storeIsExclusive, long claimSentAt)
{
    /// <summary>The leader counts on less time than claimers wait, because two clocks run only at about the same rate.</summary>
    private const int ProvenPerCent = 90;

    private readonly TimeSpan _proven = duration * ProvenPerCent / 100;
    private long _sentAt = claimSentAt;
    private bool _isGivenUp;

    /// <summary>To be read after an answer was computed, not before: the answer must not be older than the proof.</summary>
    public bool IsProven => !Volatile.Read(ref _isGivenUp) && (storeIsExclusive || Age < _proven);

    /// <summary>The time since the append that renewed the lease last was sent.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _sentAt));

    /// <summary>Renews the lease by an append that succeeded. Called by the term's loop alone.</summary>
    /// <param name="sentAt">The clock when the append was first sent.</param>
    public void Renew(long sentAt) => Volatile.Write(ref _sentAt, Math.Max(sentAt, Volatile.Read(ref _sentAt)));

    /// <summary>
    /// To be called before a resignation is sent: another process may lead as soon as it has landed, which this one learns later.
    /// </summary>
    public void GiveUp() => Volatile.Write(ref _isGivenUp, true);
}
