namespace Garam.Storage.Retries;

public sealed class RetryOptions
{
    /// <summary>With the delays below about three seconds in all: longer outages are the callers' business, who know what may wait.</summary>
    public int AttemptsMax { get; init; } = 6;

    public TimeSpan DelayFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Each delay is twice the one before, up to this, and is then cut at random so that processes do not retry in step.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(2);

    internal TimeSpan DelayAfter(int attempt, Random random)
    {
        var delay = DelayFirst * Math.Pow(2, attempt - 1);
        return (delay > DelayMax ? DelayMax : delay) * (0.5 + (random.NextDouble() / 2));
    }
}
