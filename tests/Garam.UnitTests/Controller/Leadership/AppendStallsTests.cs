using Garam.Controller.Leadership;

namespace Garam.UnitTests.Controller.Leadership;

public sealed class AppendStallsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly AppendStalls _stalls;

    public AppendStallsTests() => _stalls = new AppendStalls(_time);

    [Fact]
    public void Appends_that_take_their_time_are_no_stall()
    {
        for (var i = 0; i < 100; i++)
        {
            _stalls.Await();
            _time.Advance(TimeSpan.FromSeconds(1));
            _stalls.Progress();
        }

        Assert.Equal(TimeSpan.Zero, _stalls.Total);
    }

    [Fact]
    public void Time_without_progress_counts_from_the_first_second_on_and_stays_counted()
    {
        _stalls.Await();
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(TimeSpan.FromSeconds(10), _stalls.Total);
        _time.Advance(TimeSpan.FromSeconds(5));
        _stalls.Progress();
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(15), _stalls.Total);

        _stalls.Await();
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(17), _stalls.Total);
    }
}
