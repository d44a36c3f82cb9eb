namespace Garam.Broker.ReadPath;

/// <summary>One long poll. It ends once: by progress, by its time-out, or with its connection. Its request disposes it.</summary>
public sealed class FetchWait : IDisposable
{
    private readonly FetchWaiters _waiters;
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _cancelled;

    internal FetchWait(FetchWaiters waiters, FetchPlan plan, TimeProvider time, TimeSpan timeout, CancellationToken cancellation)
    {
        _waiters = waiters;
        Plan = plan;
        _timer = time.CreateTimer(static state => ((FetchWait)state!).Wake(), this, timeout, Timeout.InfiniteTimeSpan);
        _cancelled = cancellation.UnsafeRegister(
            static (state, token) => ((FetchWait)state!)._woken.TrySetCanceled(token), this);
    }

    public Task Woken => _woken.Task;

    internal FetchPlan Plan { get; }

    public void Dispose()
    {
        _waiters.Remove(this);
        _timer.Dispose();
        _cancelled.Dispose();
    }

    internal void Wake() => _woken.TrySetResult();
}
