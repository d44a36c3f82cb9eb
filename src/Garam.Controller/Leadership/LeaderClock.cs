using System.Globalization;

namespace Garam.Controller.Leadership;

/// <summary>
/// The time that a leader stamps on commands and deletes by. A wall clock that jumps is not followed: from the last time that both
/// clocks agreed on, the continuous clock counts on, and readings are untrusted until the wall clock is back, has run steadily at its new
/// time for the settle period, or an operator has confirmed it. A clock that is wrong from the start is found by comparing it with the last stamp of the
/// journal and with the store's own date. Any thread may read it.
/// </summary>
public sealed class LeaderClock
{
    /// <summary>Two sound clocks drift apart by far less than this share of the time (NTP slews by half of it).</summary>
    private const int DriftPerMille = 1;

    /// <summary>How long one anchor serves: it keeps what drift may add to the allowed disagreement within seconds.</summary>
    private static readonly TimeSpan AnchorAgeMax = TimeSpan.FromHours(1);

    private readonly TimeProvider _wall;
    private readonly TimeProvider _continuous;
    private readonly LeaderClockOptions _options;
    private readonly Lock _lock = new();
    private Anchor _agreed;
    private Anchor? _suspect;
    private string? _doubt;
    private bool _isConfirmed;

    public LeaderClock(TimeProvider time, LeaderClockOptions options)
        : this(time, time, options)
    {
    }

    /// <param name="wall">Says the time of day.</param>
    /// <param name="continuous">Measures spans, also over a suspension of the machine: a clock that stood still then would make the wall clock's jump look like a fault.</param>
    /// <param name="options">Limits.</param>
    public LeaderClock(TimeProvider wall, TimeProvider continuous, LeaderClockOptions options)
    {
        (_wall, _continuous, _options) = (wall, continuous, options);
        _agreed = Here(WallMs());
    }

    /// <summary>Why readings are not trusted, for people; null when they are.</summary>
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
    /// To be called before a claim, with the last stamp of the journal. The wall clock may be ahead of it by the time that nobody wrote; if it is
    /// ahead by more, or behind, one of the two is wrong.
    /// </summary>
    public void MeetJournal(long stampMs)
    {
        lock (_lock)
        {
            var journal = Here(stampMs) with { Ahead = _options.DowntimeMax, Behind = _options.MachinesDisagreementMax, FollowedAhead = _options.PlausibleDowntimeMax };
            if (stampMs == 0 || _isConfirmed)
            {
                return;
            }

            if (Agrees(journal))
            {
                ForgetWrongStart(journal);
                return;
            }

            // The store's date may be what is agreed on already. Where it fits the journal, it says more than the journal's age.
            if (!IsWithin(_agreed.ExpectedMs(_continuous), journal))
            {
                _agreed = journal;
            }

            _doubt = $"The wall clock says {Show(WallMs())}, but the last journal entry is from {Show(stampMs)}";
        }
    }

    /// <summary>To be called at the start, with the date that the store shows: it may be another machine's, with a clock of its own.</summary>
    public void MeetStore(DateTimeOffset date)
    {
        lock (_lock)
        {
            var store = Here(date.ToUnixTimeMilliseconds()) with { Ahead = _options.MachinesDisagreementMax, Behind = _options.MachinesDisagreementMax, IsOfStore = true };
            if (!_isConfirmed && !Agrees(store))
            {
                _agreed = store;
                _doubt = $"The wall clock says {Show(WallMs())}, but the store says {Show(date.ToUnixTimeMilliseconds())}";
            }
        }
    }

    /// <summary>An operator says what time it is. False when the wall clock says something else: then nothing changes.</summary>
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

    /// <summary>A reading that lies so far before a stamp that the stamp is wrong, and not the clocks of two machines a little apart.</summary>
    public bool IsBehind(long stampMs, ClockReading reading) => stampMs - reading.NowMs > _options.MachinesDisagreementMax.TotalMilliseconds;

    /// <summary>
    /// The wall clock fits the journal, and what it said at the start may not: it was set right between the start and the claim. A store's date
    /// that does not fit stays, because it is another clock's, unless it is further ahead than any downtime: a local directory's date is of the clock that was wrong.
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

        // A server that was off for weeks is likelier than a clock that is weeks ahead: what is stamped then has to look young, or it would be
        // deleted when the clock is believed. Nothing is deleted meanwhile.
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

    private static string Show(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>One moment: what the continuous clock read, and what time that was.</summary>
    /// <param name="Timestamp">Of the continuous clock.</param>
    /// <param name="TimeMs">Milliseconds since 1970.</param>
    private readonly record struct Anchor(long Timestamp, long TimeMs)
    {
        /// <summary>How far ahead of the anchor the wall clock may be and still agree; at least the general limit.</summary>
        public TimeSpan Ahead { get; init; }

        public TimeSpan Behind { get; init; }

        /// <summary>How far ahead a wall clock that disagrees is followed all the same.</summary>
        public TimeSpan FollowedAhead { get; init; }

        /// <summary>The store said so, against the wall clock.</summary>
        public bool IsOfStore { get; init; }

        public bool IsWide => Ahead > TimeSpan.Zero || Behind > TimeSpan.Zero;

        public long ExpectedMs(TimeProvider continuous) => TimeMs + (long)continuous.GetElapsedTime(Timestamp).TotalMilliseconds;
    }
}
