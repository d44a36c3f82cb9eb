using Garam.Storage.Metering;

namespace Garam.UnitTests.Storage.Metering;

public sealed class RequestPricesTests
{
    [Theory]
    [InlineData("us-east-1", 5.0)]
    [InlineData("ap-northeast-2", 4.5)]
    [InlineData("mars-north-1", 5.0)]
    public void A_million_creates_cost_what_the_region_asks(string region, double dollars) =>
        Assert.Equal(dollars, RequestPrices.InRegion(region).Of("create") * 1_000_000, 6);

    [Fact]
    public void Deletions_are_free_and_lists_cost_as_much_as_creates()
    {
        var prices = RequestPrices.InRegion("us-east-1");

        Assert.Equal(0, prices.Of("delete"));
        Assert.Equal(prices.Of("create"), prices.Of("list"));
        Assert.Equal(prices.Of("read"), prices.Of("stat"));
    }
}
