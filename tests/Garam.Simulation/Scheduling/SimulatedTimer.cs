namespace Garam.Simulation.Scheduling;

/// <summary>Its version counts the changes: what the clock holds of an older version is void.</summary>
internal sealed class SimulatedTimer(SimulatedClock clock, SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    public long Version { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Version++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan && !process.IsDead)
        {
            clock.Schedule(this, dueTime);
        }

        return true;
    }

    /// <summary>The callback is posted, so that the seed decides what else of this moment comes before it.</summary>
    public void Fire()
    {
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
