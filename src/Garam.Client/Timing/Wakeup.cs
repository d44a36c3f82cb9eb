namespace Garam.Client.Timing;

/// <summary>
/// What a loop sleeps on: it is woken by whoever has work for it, or at a moment. A set that nobody waits for is remembered. One
/// waiter; any thread sets. Owns a timer.
/// </summary>
internal sealed class Wakeup : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Wakeup(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static wakeup => ((Wakeup)wakeup!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set()
    {
        lock (_lock)
        {
            _signal.TrySetResult();
        }
    }

    public async ValueTask WaitUntilAsync(long moment, CancellationToken cancellation)
    {
        if (moment != Moments.Never)
        {
            var delay = _time.Until(moment);
            _timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        await using (cancellation.UnsafeRegister(static wakeup => ((Wakeup)wakeup!).Set(), this))
        {
            await _signal.Task;
        }

        lock (_lock)
        {
            _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Dispose() => _timer.Dispose();
}
