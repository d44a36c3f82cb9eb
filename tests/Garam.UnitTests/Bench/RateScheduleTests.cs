using Garam.Bench.Loads;
using Garam.Bench.Runs;

namespace Garam.UnitTests.Bench;

public sealed class RateScheduleTests
{
    private const int RecordBytes = 1_000;
    private const double BytesPerSecond = 100_000;

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Records_are_due_at_the_rate()
    {
        var schedule = new RateSchedule(_time.GetTimestamp(), BytesPerSecond, _time.TimestampFrequency);

        Assert.Equal(0, SendDue(schedule, wait: TimeSpan.Zero)[^1].Milliseconds);
        var sent = SendDue(schedule, TimeSpan.FromSeconds(1));

        Assert.Equal(100, sent.Count);
        Assert.Equal(Enumerable.Range(1, 100).Select(index => 10 * index), sent.Select(moment => (int)moment.TotalMilliseconds));
    }

    [Fact]
    public void A_stall_moves_nothing_and_is_made_up_for()
    {
        var schedule = new RateSchedule(_time.GetTimestamp(), BytesPerSecond, _time.TimestampFrequency);
        _ = SendDue(schedule, TimeSpan.Zero);

        // Two seconds in which nothing could be sent: then two hundred records are due, each since a moment of its own.
        var late = SendDue(schedule, TimeSpan.FromSeconds(2));
        Assert.Equal(200, late.Count);
        Assert.Equal(10, late[0].TotalMilliseconds);
        Assert.Equal(2_000, late[^1].TotalMilliseconds);
        Assert.Single(SendDue(schedule, TimeSpan.FromMilliseconds(10)));
    }

    [Fact]
    public void Large_records_take_more_of_the_time()
    {
        var schedule = new RateSchedule(_time.GetTimestamp(), BytesPerSecond, _time.TimestampFrequency);
        schedule.Advance(50_000);

        Assert.Equal(TimeSpan.FromSeconds(0.5), _time.GetElapsedTime(_time.GetTimestamp(), schedule.NextAt));
    }

    [Fact]
    public void Without_a_rate_everything_is_due_at_once()
    {
        var schedule = new RateSchedule(5, null, _time.TimestampFrequency);
        schedule.Advance(1L << 40);

        Assert.Equal((5, false), (schedule.NextAt, schedule.IsLimited));
    }

    [Fact]
    public async Task A_pace_is_waited_for_again_and_again()
    {
        var time = TimeProvider.System;
        using var pace = new Pace(time, TimeSpan.FromMilliseconds(1));
        for (var wait = 0; wait < 60; wait += 15)
        {
            var moment = time.GetTimestamp() + (time.TimestampFrequency * wait / 1_000);
            var asked = 0;
            while (time.GetTimestamp() < moment || asked == 0)
            {
                await pace.WaitUntilAsync(moment);
                asked++;
            }

            Assert.True(time.GetTimestamp() >= moment);
        }
    }

    /// <summary>The scheduled moments of what is due after the wait.</summary>
    private List<TimeSpan> SendDue(RateSchedule schedule, TimeSpan wait)
    {
        _time.Advance(wait);
        List<TimeSpan> moments = [];
        while (schedule.NextAt <= _time.GetTimestamp())
        {
            moments.Add(_time.GetElapsedTime(0, schedule.NextAt));
            schedule.Advance(RecordBytes);
        }

        return moments;
    }
}
