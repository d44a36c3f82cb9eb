namespace Garam.Simulation.Scheduling;

/// <summary>The clock as one process sees it: its timers post their callbacks to that process.</summary>
internal sealed class SimulatedTime(SimulatedClock clock, SimulatedProcess process) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How wrong the wall clock is; the monotonic one never is.</summary>
    public TimeSpan WallError { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => clock.Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Beginning + clock.Now + WallError;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(clock, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
