namespace Garam.Testing.Time;

/// <summary>Time that moves only when a test says so. Timers fire on the thread that advances it, in order of their due time.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;
    private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, counted from now; null when none is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _elapsed;
            }
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _wall;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves both clocks and fires what comes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = _elapsed + by;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        MoveTo(end);
    }

    /// <summary>Sets the wall clock wrong; the monotonic clock does not notice.</summary>
    public void JumpWall(TimeSpan by)
    {
        lock (_lock)
        {
            _wall += by;
        }
    }

    private ManualTimer? TakeDue(TimeSpan end)
    {
        ManualTimer? next;
        lock (_lock)
        {
            next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null || !_timers.Remove(next))
            {
                return null;
            }
        }

        MoveTo(next.Due);
        return next;
    }

    private void MoveTo(TimeSpan moment)
    {
        lock (_lock)
        {
            if (moment > _elapsed)
            {
                _wall += moment - _elapsed;
                _elapsed = moment;
            }
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = owner._elapsed + dueTime;
                    owner._timers.Add(this);
                }
            }

            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
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
