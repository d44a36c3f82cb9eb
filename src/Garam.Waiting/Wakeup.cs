using System.Threading.Tasks.Sources;

namespace Garam.Waiting;

/// <summary>
/// Wakes a loop that sleeps until there is work or until a moment. A set without a waiter is kept, and later sets merge into it. Any thread
/// sets; one loop waits. Waiting allocates nothing, because busy loops wait thousands of times a second. Owns a timer once a wait has had
/// an end.
/// </summary>
public sealed class Wakeup(TimeProvider time) : IValueTaskSource, IDisposable
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private ITimer? _timer;
    private bool _isSet;
    private bool _isAwaited;

    public void Set()
    {
        lock (_lock)
        {
            if (!_isAwaited)
            {
                _isSet = true;
                return;
            }

            _isAwaited = false;
        }

        _source.SetResult(true);
    }

    /// <summary>Takes no cancellation token: whatever ends the loop sets the wake-up.</summary>
    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_isSet)
            {
                _isSet = false;
                return ValueTask.CompletedTask;
            }

            _isAwaited = true;
            _source.Reset();
            return new ValueTask(this, _source.Version);
        }
    }

    /// <summary>Also returns at <paramref name="moment"/> and on cancellation; the caller checks which.</summary>
    public async ValueTask WaitUntilAsync(long moment, CancellationToken cancellation)
    {
        if (moment != Moments.Never)
        {
            var delay = time.Until(moment);
            _timer ??= time.CreateTimer(static wakeup => ((Wakeup)wakeup!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        await using (cancellation.UnsafeRegister(static wakeup => ((Wakeup)wakeup!).Set(), this))
        {
            await WaitAsync();
        }
    }

    public void Dispose() => _timer?.Dispose();

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
