namespace Garam.Waiting;

/// <summary>Deadlines as timestamps of a monotonic clock: plain numbers that a loop compares.</summary>
public static class Moments
{
    public const long Never = long.MaxValue;

    extension(TimeProvider time)
    {
        public long After(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

        public TimeSpan Until(long moment) => time.GetElapsedTime(time.GetTimestamp(), moment);
    }
}
