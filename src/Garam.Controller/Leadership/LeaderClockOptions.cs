namespace Garam.Controller.Leadership;

public sealed class LeaderClockOptions
{
    /// <summary>How far wall clock and monotonic clock may come apart at once: time daemons step by less in normal operation.</summary>
    public TimeSpan DisagreementMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a new wall-clock time must run steadily before it is believed: longer than a mistaken clock usually goes unnoticed.
    /// Who corrected a clock on purpose and cannot wait restarts the process.
    /// </summary>
    public TimeSpan SettlePeriod { get; init; } = TimeSpan.FromHours(12);
}
