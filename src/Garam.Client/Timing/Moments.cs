namespace Garam.Client.Timing;

/// <summary>Deadlines as timestamps of the monotonic clock.</summary>
internal static class Moments
{
    public const long Never = long.MaxValue;

    extension(TimeProvider time)
    {
        public long After(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

        public TimeSpan Until(long moment) => time.GetElapsedTime(time.GetTimestamp(), moment);
    }
}
