using Garam.Waiting;

namespace Garam.UnitTests.Waiting;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));

        Assert.Equal(
            [50, 100, 200, 400, 800, 1_000, 1_000], Enumerable.Range(1, 7).Select(failures => backoff.After(failures).TotalMilliseconds));
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.After(int.MaxValue));
    }

    [Fact]
    public void A_spread_multiplies_each_pause_by_a_factor_within_its_bounds()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)) { Spread = new Spread(0.5, 0.5, new Random(1)) };

        var pauses = Enumerable.Range(0, 100).Select(_ => backoff.After(1).TotalSeconds).ToArray();

        Assert.All(pauses, static pause => Assert.InRange(pause, 0.5, 1));
        Assert.InRange(pauses.Distinct().Count(), 90, 100);
    }
}
