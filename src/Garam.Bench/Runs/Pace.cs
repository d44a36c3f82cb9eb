namespace Garam.Bench.Runs;

/// <summary>
/// Waits for moments without spinning, a tick at a time, so that records due in one tick are sent together. The runtime's own timers read a
/// clock that moves every four milliseconds on many systems, which is as long as a batch takes to fill. So this owns a thread, and the
/// waiter continues on it. One waiter at a time.
/// </summary>
internal sealed class Pace : IDisposable
{
    /// <summary>The longest wait, so that a waiter notices soon that it was stopped.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly AutoResetEvent _asked = new(false);
    private readonly ManualResetEvent _never = new(false);
    private readonly TimeSpan _tick;
    private readonly Thread _thread;
    private TaskCompletionSource? _waiter;
    private TimeSpan _wait;
    private volatile bool _isDisposed;

    /// <param name="time">The clock of the moments.</param>
    /// <param name="tick">The shortest wait; the system rounds it to milliseconds.</param>
    public Pace(TimeProvider time, TimeSpan tick)
    {
        (_time, _tick) = (time, tick);
        _thread = new Thread(Run) { IsBackground = true, Name = "pace" };
        _thread.Start();
    }

    /// <summary>Returns at the moment or up to a tick after it. A long wait returns early: ask again.</summary>
    public Task WaitUntilAsync(long moment)
    {
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), moment);
        _wait = wait < _tick ? _tick : wait > WaitMax ? WaitMax : wait;

        // The continuation runs on this thread: changing threads for each tick would cost more than sending what is due in it.
        var waiter = new TaskCompletionSource();
        Volatile.Write(ref _waiter, waiter);
        _asked.Set();
        return waiter.Task;
    }

    /// <summary>Ends the thread. May be called on that thread.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _asked.Set();
    }

    private void Run()
    {
        while (true)
        {
            _asked.WaitOne();
            if (_isDisposed)
            {
                break;
            }

            _never.WaitOne(_wait);
            Interlocked.Exchange(ref _waiter, null)?.SetResult();
        }

        _asked.Dispose();
        _never.Dispose();
    }
}
