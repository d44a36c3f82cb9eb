namespace Garam.Controller.Leadership;

/// <summary>
/// How long appends have stood still during one term. What clients are held to meanwhile is not their fault: they, or their heartbeats, wait
/// behind requests that wait for the journal. An append may take its time, on a remote store they all do; standing still is when nothing
/// has become durable for longer than that. Any thread.
/// </summary>
internal sealed class AppendStalls(TimeProvider time)
{
    /// <summary>Longer than appends take on a store that works; shorter than any session may be, by far.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _awaitedSince;
    private TimeSpan _ended;

    /// <summary>In all, until now. Grows at most as fast as time passes.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_lock)
            {
                return _ended + Current(time.GetTimestamp());
            }
        }
    }

    /// <summary>An entry was sent, or the one before it became durable: from now on this one is the oldest.</summary>
    public void Await()
    {
        lock (_lock)
        {
            _awaitedSince = time.GetTimestamp();
        }
    }

    /// <summary>It is durable.</summary>
    public void Progress()
    {
        lock (_lock)
        {
            _ended += Current(time.GetTimestamp());
            _awaitedSince = null;
        }
    }

    private TimeSpan Current(long now)
    {
        var waited = _awaitedSince is { } since ? time.GetElapsedTime(since, now) : TimeSpan.Zero;
        return waited > Patience ? waited - Patience : TimeSpan.Zero;
    }
}
