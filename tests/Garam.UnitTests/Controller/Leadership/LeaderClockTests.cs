using Garam.Controller.Leadership;

namespace Garam.UnitTests.Controller.Leadership;

public sealed class LeaderClockTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();
    private readonly LeaderClock _clock;

    public LeaderClockTests() => _clock = new LeaderClock(_time, _time, new LeaderClockOptions());

    [Fact]
    public void Follows_a_wall_clock_that_runs_as_it_should()
    {
        _time.Advance(s_hour * 30);
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), _clock.Read());
    }

    [Fact]
    public void A_jump_of_an_hour_forwards_and_back_is_not_followed()
    {
        var before = _clock.Read().NowMs;
        _time.JumpWall(s_hour);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(new ClockReading(before + 30_000, IsTrusted: false), _clock.Read());

        _time.JumpWall(-s_hour);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(new ClockReading(before + 60_000, IsTrusted: true), _clock.Read());
    }

    [Fact]
    public void A_jump_backwards_is_not_followed_either()
    {
        var before = _clock.Read().NowMs;
        _time.JumpWall(-s_hour);
        Assert.Equal(new ClockReading(before, IsTrusted: false), _clock.Read());
    }

    [Fact]
    public void A_clock_that_was_set_right_is_believed_after_the_settle_period()
    {
        _time.JumpWall(s_hour);
        Assert.False(_clock.Read().IsTrusted);
        _time.Advance(s_hour * 6);
        Assert.False(_clock.Read().IsTrusted);
        _time.Advance(s_hour * 6);
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), _clock.Read());
    }

    [Fact]
    public void The_settle_period_starts_anew_when_the_clock_jumps_again()
    {
        _time.JumpWall(s_hour);
        _clock.Read();
        _time.Advance(s_hour * 11);
        _clock.Read();
        _time.JumpWall(s_hour);
        _clock.Read();
        _time.Advance(s_hour * 11);
        Assert.False(_clock.Read().IsTrusted);
    }

    [Fact]
    public void Slewing_by_a_time_daemon_is_followed()
    {
        for (var hour = 0; hour < 24; hour++)
        {
            _time.Advance(s_hour);
            _time.JumpWall(TimeSpan.FromSeconds(1.8));
            Assert.True(_clock.Read().IsTrusted);
        }

        Assert.Equal(WallMs(), _clock.Read().NowMs);
    }

    [Fact]
    public void A_clock_ten_years_ahead_of_the_journal_is_not_followed_and_believed_when_it_is_set_right()
    {
        var stamp = WallMs();
        _time.JumpWall(TimeSpan.FromDays(3652));
        var clock = NewClock();
        clock.MeetJournal(stamp);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(new ClockReading(stamp + 30_000, IsTrusted: false), clock.Read());
        Assert.Contains("the last journal entry is from 2026-01-01T00:00:00Z", clock.Doubt, StringComparison.Ordinal);

        // Right again, after a night without a server.
        _time.JumpWall(TimeSpan.FromDays(-3652) + (s_hour * 9));
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), clock.Read());
        Assert.Null(clock.Doubt);

        // From here on a jump is a jump again.
        _time.JumpWall(s_hour);
        Assert.False(clock.Read().IsTrusted);
    }

    [Fact]
    public void After_a_night_without_a_server_the_clock_is_believed()
    {
        var stamp = WallMs();
        _time.JumpWall(s_hour * 20);
        var clock = NewClock();
        clock.MeetJournal(stamp);
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), clock.Read());
    }

    [Fact]
    public void After_weeks_without_a_server_stamps_follow_the_clock_and_nothing_is_deleted_for_the_settle_period()
    {
        var stamp = WallMs();
        _time.JumpWall(TimeSpan.FromDays(30));
        var clock = NewClock();
        clock.MeetJournal(stamp);
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: false), clock.Read());
        _time.Advance(s_hour * 12);
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), clock.Read());
    }

    [Fact]
    public void A_clock_behind_the_journal_is_in_doubt_but_not_over_minutes()
    {
        var clock = NewClock();
        clock.MeetJournal(WallMs() + (4 * 60_000));
        Assert.True(clock.Read().IsTrusted);

        clock.MeetJournal(WallMs() + (60 * 60_000));
        Assert.Equal(new ClockReading(WallMs() + (60 * 60_000), IsTrusted: false), clock.Read());
    }

    [Fact]
    public void A_store_with_a_clock_of_its_own_is_believed()
    {
        var right = _time.GetUtcNow();
        _time.JumpWall(TimeSpan.FromDays(3652));
        var clock = NewClock();
        clock.MeetStore(right);
        clock.MeetJournal((right - (s_hour * 5)).ToUnixTimeMilliseconds());
        Assert.Equal(new ClockReading(right.ToUnixTimeMilliseconds(), IsTrusted: false), clock.Read());
        Assert.NotNull(clock.Doubt);
    }

    [Theory]
    [InlineData(3652)]
    [InlineData(30)]
    [InlineData(-3652)]
    public void A_clock_that_is_set_right_between_the_start_and_the_claim_is_believed(int daysWrong)
    {
        var stamp = WallMs();
        _time.JumpWall(TimeSpan.FromDays(daysWrong));
        var clock = NewClock();
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.JumpWall(TimeSpan.FromDays(-daysWrong));
        clock.MeetJournal(stamp);
        Assert.Equal(new ClockReading(stamp + 2_000, IsTrusted: true), clock.Read());
        Assert.Null(clock.Doubt);

        _time.JumpWall(s_hour);
        Assert.False(clock.Read().IsTrusted);
    }

    [Fact]
    public void A_clock_that_was_read_before_it_was_set_right_is_believed_too()
    {
        var stamp = WallMs();
        _time.JumpWall(TimeSpan.FromDays(3652));
        var clock = NewClock();
        clock.Read();
        _time.JumpWall(TimeSpan.FromDays(-3652));
        Assert.False(clock.Read().IsTrusted);
        clock.MeetJournal(stamp);
        Assert.Equal(new ClockReading(stamp, IsTrusted: true), clock.Read());
    }

    [Fact]
    public void A_clock_that_jumps_between_the_start_and_the_claim_is_not_followed_though_it_fits_the_journal()
    {
        var stamp = WallMs();
        var clock = NewClock();
        _time.JumpWall(s_hour);
        clock.MeetJournal(stamp);
        Assert.Equal(new ClockReading(stamp, IsTrusted: false), clock.Read());
    }

    [Fact]
    public void The_date_that_a_local_directory_has_from_the_wrong_clock_does_not_outlive_it()
    {
        var right = _time.GetUtcNow();
        var clock = NewClock();
        clock.MeetStore(right + TimeSpan.FromDays(3652));
        clock.MeetJournal((right - s_hour).ToUnixTimeMilliseconds());
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), clock.Read());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void The_date_of_a_store_stays_against_a_clock_that_fits_the_journal(int days)
    {
        var date = _time.GetUtcNow() + TimeSpan.FromDays(days);
        var clock = NewClock();
        clock.MeetStore(date);
        clock.MeetJournal(WallMs());
        Assert.Equal(new ClockReading(date.ToUnixTimeMilliseconds(), IsTrusted: false), clock.Read());
    }

    [Fact]
    public void On_a_store_without_a_journal_the_date_of_the_store_is_believed()
    {
        var right = _time.GetUtcNow();
        _time.JumpWall(TimeSpan.FromDays(3652));
        var clock = NewClock();
        clock.MeetStore(right);
        clock.MeetJournal(0);
        Assert.Equal(new ClockReading(right.ToUnixTimeMilliseconds(), IsTrusted: false), clock.Read());
    }

    [Fact]
    public void An_operator_who_knows_the_time_ends_the_doubt()
    {
        var stamp = WallMs();
        _time.JumpWall(TimeSpan.FromDays(3652));
        var clock = NewClock();
        Assert.False(clock.Confirm(_time.GetUtcNow() - (s_hour * 2)));
        Assert.True(clock.Confirm(_time.GetUtcNow() + TimeSpan.FromMinutes(30)));
        clock.MeetJournal(stamp);
        Assert.Equal(new ClockReading(WallMs(), IsTrusted: true), clock.Read());
    }

    [Fact]
    public void A_machine_that_was_suspended_has_not_jumped()
    {
        var asleep = new ManualTimeProvider();
        var clock = new LeaderClock(_time, _time, new LeaderClockOptions());
        var standing = new LeaderClock(_time, asleep, new LeaderClockOptions());

        // The wall clock and the continuous clock go on for a weekend, the monotonic one stands still.
        _time.Advance(s_hour * 60);

        Assert.True(clock.Read().IsTrusted);
        Assert.False(standing.Read().IsTrusted);
    }

    private LeaderClock NewClock() => new(_time, _time, new LeaderClockOptions());

    private long WallMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
