using System.Globalization;

namespace Garam.Controller.Leadership;

/// <summary>
/// The time that a leader stamps on commands and deletes by. A wall clock that jumps is not followed: the continuous clock counts on from
/// the last time that both clocks agreed on, and readings are untrusted until the wall clock is back, has run steadily at its new time for
/// the settle period, or an operator has confirmed it. A clock that is wrong from the start is found by comparing it with the last stamp of
/// the journal and with the store's own date. Any thread may read it.
/// </summary>
public sealed class LeaderClock
{
    /// <summary>Two sound clocks drift apart by far less than this share of the time (NTP slews by half of it).</summary>
    private const int DriftPerMille = 1;

    /// <summary>The longest use of one anchor, so that drift adds only seconds to the allowed disagreement.</summary>
    private static readonly TimeSpan AnchorAgeMax = TimeSpan.FromHours(1);

    private readonly TimeProvider _wall;
    private readonly TimeProvider _continuous;
    private readonly LeaderClockOptions _options;
    private readonly Lock _lock = new();
    private Anchor _agreed;
    private Anchor? _suspect;
    private string? _doubt;
    private bool _isConfirmed;

    /// <param name="wall">Tells the time of day.</param>
    /// <param name="continuous">
    /// Measures spans, also over a suspension of the machine: if it stood still then, the wall clock's jump would look like a fault.
    /// </param>
    /// <param name="options">Sets the limits.</param>
    public LeaderClock(TimeProvider wall, TimeProvider continuous, LeaderClockOptions options)
    {
        (_wall, _continuous, _options) = (wall, continuous, options);
        _agreed = Here(WallMs());
    }

    /// <summary>The reason, for people, why readings are not trusted; null when they are.</summary>
    public string? Doubt
    {
        get
        {
            lock (_lock)
            {
                return _doubt;
            }
        }
    }

    public ClockReading Read()
    {
        lock (_lock)
        {
            return Agrees(_agreed) ? ReadInAgreement() : ReadInDisagreement();
        }
    }

    /// <summary>
    /// Compares the wall clock with the last stamp of the journal. To be called before a claim. The wall clock may be ahead by the time in
    /// which no process wrote; if it is ahead by more, or behind, one of the two is wrong.
    /// </summary>
    public void MeetJournal(long stampMs)
    {
        lock (_lock)
        {
            var journal = Here(stampMs) with
            {
                Ahead = _options.DowntimeMax,
                Behind = _options.MachinesDisagreementMax,
                FollowedAhead = _options.PlausibleDowntimeMax,
            };
            if (stampMs == 0 || _isConfirmed)
            {
                return;
            }

            if (Agrees(journal))
            {
                ForgetWrongStart(journal);
                return;
            }

            // The store's date may be agreed on already. Where it fits the journal, it says more than the journal's age.
            if (!IsWithin(_agreed.ExpectedMs(_continuous), journal))
            {
                _agreed = journal;
            }

            _doubt = $"The wall clock says {Show(WallMs())}, but the last journal entry is from {Show(stampMs)}";
        }
    }

    /// <summary>
    /// Compares the wall clock with the store's date, which may come from another machine's clock. To be called at the start.
    /// </summary>
    public void MeetStore(DateTimeOffset date)
    {
        lock (_lock)
        {
            var store = Here(date.ToUnixTimeMilliseconds()) with
            {
                Ahead = _options.MachinesDisagreementMax,
                Behind = _options.MachinesDisagreementMax,
                IsOfStore = true,
            };
            if (!_isConfirmed && !Agrees(store))
            {
                _agreed = store;
                _doubt = $"The wall clock says {Show(WallMs())}, but the store says {Show(date.ToUnixTimeMilliseconds())}";
            }
        }
    }

    /// <summary>Takes the time from an operator. Returns false, and changes nothing, when the wall clock says something else.</summary>
    public bool Confirm(DateTimeOffset time)
    {
        lock (_lock)
        {
            if ((_wall.GetUtcNow() - time).Duration() > _options.ConfirmationMax)
            {
                return false;
            }

            (_agreed, _suspect, _doubt, _isConfirmed) = (Here(WallMs()), null, null, true);
            return true;
        }
    }

    /// <summary>
    /// Returns true when a stamp lies so far after a reading that it is wrong, and two machines' clocks are not only a little apart.
    /// </summary>
    public bool IsBehind(long stampMs, ClockReading reading) =>
        stampMs - reading.NowMs > _options.MachinesDisagreementMax.TotalMilliseconds;

    /// <summary>
    /// Forgets a time that does not fit the journal, because the wall clock now fits: it was set right between the start and the claim. A
    /// store's date that does not fit stays, because it is another clock's, unless it is further ahead than any downtime: then it is the
    /// date of a local directory, which came from the clock that was wrong.
    /// </summary>
    private void ForgetWrongStart(Anchor journal)
    {
        var fits = _agreed.IsOfStore
            ? _agreed.ExpectedMs(_continuous) - journal.TimeMs <= _options.PlausibleDowntimeMax.TotalMilliseconds
            : IsWithin(_agreed.ExpectedMs(_continuous), journal);
        if (!fits)
        {
            _agreed = journal;
        }
    }

    private ClockReading ReadInAgreement()
    {
        // A wide anchor has served its purpose with the first agreement; from here on a jump is a jump.
        if (_agreed.IsWide || _continuous.GetElapsedTime(_agreed.Timestamp) > AnchorAgeMax)
        {
            _agreed = Here(WallMs());
        }

        (_suspect, _doubt) = (null, null);
        return new ClockReading(WallMs(), IsTrusted: true);
    }

    private ClockReading ReadInDisagreement()
    {
        _doubt ??= "The wall clock has jumped";
        if (_suspect is not { } suspect || !Agrees(suspect))
        {
            _suspect = Here(WallMs());
        }
        else if (_continuous.GetElapsedTime(suspect.Timestamp) >= _options.SettlePeriod)
        {
            (_agreed, _suspect, _doubt) = (Here(WallMs()), null, null);
            return new ClockReading(WallMs(), IsTrusted: true);
        }

        // A server that was off for weeks is likelier than a clock that is weeks ahead. Records that are stamped then have to look young,
        // or they would be deleted when the clock is believed. Nothing is deleted meanwhile.
        var expected = _agreed.ExpectedMs(_continuous);
        var isFollowed = WallMs() > expected && WallMs() - expected <= _agreed.FollowedAhead.TotalMilliseconds;
        return new ClockReading(isFollowed ? WallMs() : expected, IsTrusted: false);
    }

    private bool Agrees(Anchor anchor) => IsWithin(WallMs(), anchor);

    private bool IsWithin(long timeMs, Anchor anchor)
    {
        var allowed = _options.DisagreementMax + (_continuous.GetElapsedTime(anchor.Timestamp) * DriftPerMille / 1000);
        var ahead = timeMs - anchor.ExpectedMs(_continuous);
        return ahead <= (anchor.Ahead > allowed ? anchor.Ahead : allowed).TotalMilliseconds
            && -ahead <= (anchor.Behind > allowed ? anchor.Behind : allowed).TotalMilliseconds;
    }

    private long WallMs() => _wall.GetUtcNow().ToUnixTimeMilliseconds();

    private Anchor Here(long timeMs) => new(_continuous.GetTimestamp(), timeMs);

    private static string Show(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>One moment on the continuous clock, and its time of day.</summary>
    /// <param name="Timestamp">A reading of the continuous clock.</param>
    /// <param name="TimeMs">Milliseconds since 1970.</param>
    private readonly record struct Anchor(long Timestamp, long TimeMs)
    {
        /// <summary>The most by which the wall clock may be ahead of the anchor and still agree; at least the general limit.</summary>
        public TimeSpan Ahead { get; init; }

        public TimeSpan Behind { get; init; }

        /// <summary>The most by which a wall clock that disagrees may be ahead and still be followed.</summary>
        public TimeSpan FollowedAhead { get; init; }

        /// <summary>True when the time is the store's date, against the wall clock.</summary>
        public bool IsOfStore { get; init; }

        public bool IsWide => Ahead > TimeSpan.Zero || Behind > TimeSpan.Zero;

        public long ExpectedMs(TimeProvider continuous) => TimeMs + (long)continuous.GetElapsedTime(Timestamp).TotalMilliseconds;
    }
}

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
    /// How far the wall clock may be ahead of the journal's last stamp when a process starts to lead. A server that was off for longer
    /// deletes nothing by age for a settle period, which costs it some disk; a clock that is wrong by more would cost records.
    /// </summary>
    public TimeSpan DowntimeMax { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Up to this limit a server that was off is likelier than a clock that is wrong, so stamps follow the clock.</summary>
    public TimeSpan PlausibleDowntimeMax { get; init; } = TimeSpan.FromDays(366);

    /// <summary>How far the clocks of two machines with a time daemon, or with a badly kept one, may differ.</summary>
    public TimeSpan MachinesDisagreementMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How exactly an operator has to know the time: a confirmation left in a service file must not confirm a later clock.
    /// </summary>
    public TimeSpan ConfirmationMax { get; init; } = TimeSpan.FromHours(1);
}

/// <param name="NowMs">Milliseconds since 1970.</param>
/// <param name="IsTrusted">
/// False while the wall clock disagrees with earlier readings and the continuous clock: nothing may be deleted by age.
/// </param>
public readonly record struct ClockReading(long NowMs, bool IsTrusted);
