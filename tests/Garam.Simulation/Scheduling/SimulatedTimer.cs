namespace Garam.Simulation.Scheduling;

/// <summary>Its version counts the changes: what the clock holds of an older version is void.</summary>
internal sealed class SimulatedTimer(SimulatedClock clock, SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private TimeSpan _sleptWhenSet;

    public long Version { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Version++;
        _period = period;
        _sleptWhenSet = process.Slept;
        if (dueTime != Timeout.InfiniteTimeSpan && !process.IsDead)
        {
            clock.Schedule(this, dueTime);
        }

        return true;
    }

    /// <summary>The callback is posted, so that the seed decides what else of this moment comes before it.</summary>
    public void Fire()
    {
        if (process.IsAsleep)
        {
            process.HoldTimer(this);
            return;
        }

        // What was slept since does not count, but for time that has passed here already.
        var early = process.Slept - _sleptWhenSet;
        if (early > TimeSpan.Zero)
        {
            _sleptWhenSet = process.Slept;
            clock.Schedule(this, early);
            return;
        }

        process.Post(static timer => ((SimulatedTimer)timer!).Call(), this);
        if (_period > TimeSpan.Zero)
        {
            Change(_period, _period);
        }
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);
}
