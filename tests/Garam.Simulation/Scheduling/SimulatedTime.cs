namespace Garam.Simulation.Scheduling;

/// <summary>
/// The clocks as one process sees them: its timers post their callbacks to that process. The monotonic clock stands still while the process
/// sleeps, as a suspended machine's does, unless it is continuous; timers do not fire early by the clock that they were set by.
/// </summary>
internal sealed class SimulatedTime(SimulatedClock clock, SimulatedProcess process, bool isContinuous) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => (clock.Now - (isContinuous ? TimeSpan.Zero : process.Slept)).Ticks;

    public override DateTimeOffset GetUtcNow() => Beginning + clock.Now + process.WallError;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(clock, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
