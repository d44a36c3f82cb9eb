using Garam.Storage.Errors;

namespace Garam.UnitTests.Storage.Errors;

public sealed class FaultStreakTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_first_fault_is_told_at_once_and_then_one_line_speaks_for_ten_seconds()
    {
        var streak = new FaultStreak(_time);
        var told = new List<int>();
        for (var tenths = 0; tenths <= 300; tenths++)
        {
            told.Add(streak.Failed());
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal([1, 100, 100, 100], told.Where(count => count > 0));
    }

    [Fact]
    public void The_end_is_told_once_with_everything_that_failed()
    {
        var streak = new FaultStreak(_time);
        Assert.Equal(0, streak.Worked());
        for (var i = 0; i < 7; i++)
        {
            streak.Failed();
        }

        Assert.Equal(7, streak.Worked());
        Assert.Equal(0, streak.Worked());
    }

    [Fact]
    public void Faults_that_come_and_go_are_not_told_every_time()
    {
        var streak = new FaultStreak(_time);
        var lines = 0;
        var faults = 0;
        for (var tenths = 0; tenths <= 300; tenths++)
        {
            lines += streak.Failed() > 0 ? 1 : 0;
            var ended = streak.Worked();
            lines += ended > 0 ? 1 : 0;
            faults += ended;
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal((8, 301), (lines, faults));
    }
}
