using Garam.Controller.Leadership;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Controller.Leadership;

public sealed class LeaderClockTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();
    private readonly LeaderClock _clock;

    public LeaderClockTests() => _clock = new LeaderClock(_time, new LeaderClockOptions());

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

    private long WallMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
