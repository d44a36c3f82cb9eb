using System.Diagnostics;

namespace Garam.Hosting;

/// <summary>
/// The timers of an event loop, by due time. Any thread sets them, the loop's thread fires them, outside the lock. A timer that was changed
/// leaves its old place in the queue behind, which is passed over when it comes up.
/// </summary>
internal sealed class LoopTimers(LoopDescriptors descriptors)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(LoopTimer Timer, long Version), long> _queue = new();

    /// <summary>When the kernel's timer rings, in timestamps; <see cref="long.MaxValue"/> when it does not.</summary>
    private long _armed = long.MaxValue;
    private bool _isWaiting;

    public ITimer Create(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Called by the loop's thread before it waits. What is set afterwards and is due earlier moves the kernel's timer.</summary>
    public void Arm()
    {
        lock (_lock)
        {
            _isWaiting = true;
            DropStale();
            if (_queue.TryPeek(out _, out var due))
            {
                RingAt(due);
            }
        }
    }

    /// <summary>Called by the loop's thread between two steps.</summary>
    public void FireDue()
    {
        while (TakeDue() is { } timer)
        {
            timer.Fire();
        }
    }

    private void Set(LoopTimer timer, TimeSpan delay)
    {
        lock (_lock)
        {
            timer.Version++;
            if (delay == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            var due = Stopwatch.GetTimestamp() + (delay.Ticks * (Stopwatch.Frequency / TimeSpan.TicksPerSecond));
            _queue.Enqueue((timer, timer.Version), due);
            if (_isWaiting)
            {
                RingAt(due);
            }
        }
    }

    private LoopTimer? TakeDue()
    {
        lock (_lock)
        {
            _isWaiting = false;
            DropStale();
            if (!_queue.TryPeek(out var head, out var due) || due > Stopwatch.GetTimestamp())
            {
                return null;
            }

            _queue.Dequeue();
            head.Timer.Version++;
            return head.Timer;
        }
    }

    private void DropStale()
    {
        while (_queue.TryPeek(out var head, out _) && head.Timer.Version != head.Version)
        {
            _queue.Dequeue();
        }
    }

    /// <summary>A ring that comes too early costs the loop one idle look; one that has come counts as none.</summary>
    private void RingAt(long due)
    {
        if (due < _armed || _armed <= Stopwatch.GetTimestamp())
        {
            _armed = due;
            descriptors.RingAt(due);
        }
    }

    /// <summary>Guarded by the lock of its owner.</summary>
    private sealed class LoopTimer(LoopTimers owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public long Version { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            owner.Set(this, dueTime);
            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                owner.Set(this, _period);
            }

            callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
