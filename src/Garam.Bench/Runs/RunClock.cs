namespace Garam.Bench.Runs;

/// <summary>The moments of a run as timestamps of its TimeProvider.</summary>
/// <param name="Time">The clock.</param>
/// <param name="StartsAt">When the first record is due.</param>
/// <param name="CountsFrom">When the warm-up is over.</param>
internal sealed record RunClock(TimeProvider Time, long StartsAt, long CountsFrom)
{
    /// <summary>How much of the schedule is sent at once.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(1);

    public static RunClock StartingNow(TimeProvider time, TimeSpan warmUp)
    {
        var now = time.GetTimestamp();
        return new RunClock(time, now, now + (long)(warmUp.TotalSeconds * time.TimestampFrequency));
    }
}
