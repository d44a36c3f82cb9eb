namespace Garam.Cli.Bench.Runs;

/// <summary>
/// Waits for moments without spinning, a tick at a time, so that what is due in one tick is sent together. The runtime's own timers look
/// at a clock that moves every four milliseconds on many systems, which is as long as a batch takes to fill; so this owns a thread, and
/// who waits goes on upon it. One waiter at a time.
/// </summary>
internal sealed class Pace : IDisposable
{
    /// <summary>A waiter looks this often whether it was stopped meanwhile.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly AutoResetEvent _asked = new(false);
    private readonly ManualResetEvent _never = new(false);
    private readonly TimeSpan _tick;
    private readonly Thread _thread;
    private TaskCompletionSource? _waiter;
    private TimeSpan _wait;
    private volatile bool _isDisposed;

    /// <param name="time">Whose moments are waited for.</param>
    /// <param name="tick">The shortest wait; the system rounds it to milliseconds.</param>
    public Pace(TimeProvider time, TimeSpan tick)
    {
        (_time, _tick) = (time, tick);
        _thread = new Thread(Run) { IsBackground = true, Name = "pace" };
        _thread.Start();
    }

    /// <summary>Returns at the moment or up to a tick after it; before it where the wait is long: ask again.</summary>
    public Task WaitUntilAsync(long moment)
    {
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), moment);
        _wait = wait < _tick ? _tick : wait > WaitMax ? WaitMax : wait;

        // Not asynchronously: a change of threads for each tick would cost more than what is sent in it.
        var waiter = new TaskCompletionSource();
        Volatile.Write(ref _waiter, waiter);
        _asked.Set();
        return waiter.Task;
    }

    /// <summary>May be called on its own thread, which ends by itself.</summary>
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
