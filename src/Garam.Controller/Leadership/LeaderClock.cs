namespace Garam.Controller.Leadership;

/// <summary>
/// The time that a leader stamps on commands and deletes by. A wall clock that jumps is not followed: from the last time that both
/// clocks agreed on, the monotonic clock counts on, and readings are untrusted until the wall clock is back or has run
/// steadily at its new time for the settle period. Any thread may read it.
/// </summary>
public sealed class LeaderClock
{
    /// <summary>Two sound clocks drift apart by far less than this share of the time (NTP slews by half of it).</summary>
    private const int DriftPerMille = 1;

    /// <summary>How long one anchor serves: it keeps what drift may add to the allowed disagreement within seconds.</summary>
    private static readonly TimeSpan AnchorAgeMax = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly LeaderClockOptions _options;
    private readonly Lock _lock = new();
    private Anchor _agreed;
    private Anchor? _suspect;

    public LeaderClock(TimeProvider time, LeaderClockOptions options)
    {
        (_time, _options) = (time, options);
        _agreed = Anchor.Now(time);
    }

    public ClockReading Read()
    {
        lock (_lock)
        {
            if (Agrees(_agreed))
            {
                _suspect = null;
                if (_time.GetElapsedTime(_agreed.Timestamp) > AnchorAgeMax)
                {
                    _agreed = Anchor.Now(_time);
                }

                return new ClockReading(WallMs(), IsTrusted: true);
            }

            return ReadInDisagreement();
        }
    }

    private ClockReading ReadInDisagreement()
    {
        if (_suspect is not { } suspect || !Agrees(suspect))
        {
            _suspect = Anchor.Now(_time);
        }
        else if (_time.GetElapsedTime(suspect.Timestamp) >= _options.SettlePeriod)
        {
            (_agreed, _suspect) = (Anchor.Now(_time), null);
            return new ClockReading(WallMs(), IsTrusted: true);
        }

        return new ClockReading(_agreed.ExpectedMs(_time), IsTrusted: false);
    }

    private bool Agrees(Anchor anchor)
    {
        var allowed = _options.DisagreementMax + (_time.GetElapsedTime(anchor.Timestamp) * DriftPerMille / 1000);
        return Math.Abs(WallMs() - anchor.ExpectedMs(_time)) <= allowed.TotalMilliseconds;
    }

    private long WallMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>One moment as both clocks saw it.</summary>
    private readonly record struct Anchor(long Timestamp, long WallMs)
    {
        public static Anchor Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow().ToUnixTimeMilliseconds());

        public long ExpectedMs(TimeProvider time) => WallMs + (long)time.GetElapsedTime(Timestamp).TotalMilliseconds;
    }
}
