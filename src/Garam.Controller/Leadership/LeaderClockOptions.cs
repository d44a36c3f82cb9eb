namespace Garam.Controller.Leadership;

public sealed class LeaderClockOptions
{
    /// <summary>How far wall clock and monotonic clock may come apart at once: time daemons step by less in normal operation.</summary>
    public TimeSpan DisagreementMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a new wall-clock time must run steadily before it is believed: longer than a mistaken clock usually goes unnoticed.
    /// An operator who cannot wait confirms the time.
    /// </summary>
    public TimeSpan SettlePeriod { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How far the wall clock may be ahead of the journal's last stamp when a process starts to lead. A server that was off for longer deletes nothing by
    /// age for a settle period, which costs it some disk; a clock that is wrong by more would cost records.
    /// </summary>
    public TimeSpan DowntimeMax { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Up to this a server that was off is likelier than a clock that is wrong, so that stamps follow the clock.</summary>
    public TimeSpan PlausibleDowntimeMax { get; init; } = TimeSpan.FromDays(366);

    /// <summary>How far the clocks of two machines with a time daemon, or with a badly kept one, may differ.</summary>
    public TimeSpan MachinesDisagreementMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How exactly an operator has to know the time: a confirmation that was left in a service file must not confirm a later clock.</summary>
    public TimeSpan ConfirmationMax { get; init; } = TimeSpan.FromHours(1);
}
