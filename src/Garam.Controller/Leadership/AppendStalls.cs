namespace Garam.Controller.Leadership;

/// <summary>
/// Measures how long appends have stood still during one term. Clients are not to blame for deadlines that they miss meanwhile: they, or
/// their heartbeats, wait behind requests that wait for the journal. An append may take its time, as all do on a remote store. Appends
/// stand still when nothing has become durable for longer than that. Any thread.
/// </summary>
internal sealed class AppendStalls(TimeProvider time)
{
    /// <summary>Longer than appends take on a store that works, and by far shorter than any session.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _awaitedSince;
    private TimeSpan _ended;

    /// <summary>The sum until now. Grows at most as fast as time passes.</summary>
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

    /// <summary>Called when an entry has become the oldest in flight: it was sent, or the one before it became durable.</summary>
    public void Await()
    {
        lock (_lock)
        {
            _awaitedSince = time.GetTimestamp();
        }
    }

    /// <summary>Called when the oldest entry in flight has become durable.</summary>
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
