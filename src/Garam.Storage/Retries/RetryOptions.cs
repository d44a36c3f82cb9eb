namespace Garam.Storage.Retries;

public sealed class RetryOptions
{
    /// <summary>With the delays below about three seconds in all. Longer outages are for the callers, which know what may wait.</summary>
    public int AttemptsMax { get; init; } = 6;

    public TimeSpan DelayFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Each delay is twice the one before, up to this. It is then cut at random by up to half, so that processes do not retry in step.
    /// </summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Repetitions that all requests together may have in hand: some seconds of a node whose every request fails.</summary>
    public int BudgetMax { get; init; } = 100;

    /// <summary>Repetitions that a request which succeeds earns for the others.</summary>
    public double BudgetPerSuccess { get; init; } = 0.1;
}
