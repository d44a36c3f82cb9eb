using Garam.Composition;

namespace Garam.UnitTests.Server;

public sealed class StopSharesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(300)]
    public void All_steps_together_end_before_the_time_does(double seconds)
    {
        var deadline = TimeSpan.FromSeconds(seconds);
        var shares = StopShares.Of(deadline);

        Assert.True(shares.HandOver + shares.Clients + shares.Seal + shares.Leave + shares.Resign <= deadline * 0.999);
        Assert.True(shares.Clients >= deadline / 5);
    }
}
