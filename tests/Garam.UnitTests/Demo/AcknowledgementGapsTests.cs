using Garam.Demo.Kills;

namespace Garam.UnitTests.Demo;

public sealed class AcknowledgementGapsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly AcknowledgementGaps _gaps;

    public AcknowledgementGapsTests() => _gaps = new AcknowledgementGaps(2, _time);

    [Fact]
    public void There_is_nothing_to_say_before_the_first_kill()
    {
        _gaps.Sent(0);
        Pass(9);
        _gaps.Acknowledged(0, 1);

        Assert.Null(_gaps.Measure());
    }

    [Fact]
    public void A_gap_lasts_from_one_acknowledgement_of_a_partition_to_its_next()
    {
        Deliver(0);
        _gaps.Sent(0);
        _gaps.Killed();
        Pass(1);
        Deliver(1);
        Pass(2);
        _gaps.Acknowledged(0, 1);

        Assert.Equal(new GapStatistics(Seconds(3), Seconds(3), Seconds(3)), _gaps.Measure());
    }

    [Fact]
    public void Time_in_which_no_record_waits_is_no_gap()
    {
        _gaps.Killed();
        Pass(60);
        Deliver(0);

        Assert.Equal(TimeSpan.Zero, _gaps.Measure()!.Value.Worst);
    }

    [Fact]
    public void A_gap_that_has_not_ended_grows()
    {
        _gaps.Sent(0);
        _gaps.Killed();
        Pass(2);
        Assert.Equal(Seconds(2), _gaps.Measure()!.Value.Last);
        Pass(2);
        Assert.Equal(Seconds(4), _gaps.Measure()!.Value.Last);
    }

    [Fact]
    public void Each_kill_has_the_longest_gap_after_it()
    {
        foreach (var seconds in new[] { 5, 1, 3 })
        {
            _gaps.Sent(0);
            _gaps.Killed();
            Pass(seconds);
            _gaps.Acknowledged(0, 1);
            Deliver(0);
        }

        Assert.Equal(new GapStatistics(Seconds(3), Seconds(3), Seconds(5)), _gaps.Measure());
    }

    [Fact]
    public void Only_an_acknowledgement_of_a_later_record_shows_that_a_partition_has_recovered()
    {
        _gaps.Sent(0);
        _gaps.Sent(1);
        _gaps.Killed();
        Assert.False(_gaps.HasRecovered);

        // An answer that was already on its way.
        _gaps.Acknowledged(0, 1);
        _gaps.Acknowledged(1, 1);
        Assert.False(_gaps.HasRecovered);

        Deliver(0);
        Assert.False(_gaps.HasRecovered);
        Deliver(1);
        Assert.True(_gaps.HasRecovered);
    }

    [Fact]
    public void The_worst_gap_stays_when_its_kill_is_forgotten()
    {
        for (var kill = 0; kill <= AcknowledgementGaps.KillsMax; kill++)
        {
            _gaps.Sent(0);
            _gaps.Killed();
            Pass(kill == 0 ? 9 : 1);
            _gaps.Acknowledged(0, 1);
        }

        Assert.Equal(new GapStatistics(Seconds(1), Seconds(1), Seconds(9)), _gaps.Measure());
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private void Deliver(int partition)
    {
        _gaps.Sent(partition);
        _gaps.Acknowledged(partition, 1);
    }

    private void Pass(int seconds) => _time.Advance(Seconds(seconds));
}
