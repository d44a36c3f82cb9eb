using Garam.Broker.Cluster;

namespace Garam.UnitTests.Broker.Cluster;

public sealed class ClientZoneTests
{
    [Theory]
    [InlineData("zone=a", "a")]
    [InlineData("orders,zone=eu-west-1a", "eu-west-1a")]
    [InlineData("orders;zone=a", "a")]
    [InlineData("zone=a,orders", "a")]
    [InlineData("orders, Zone = a ", "a")]
    [InlineData("garam_az=a", "a")]
    [InlineData("x,ws_az=a", "a")]
    [InlineData("warpstream_az=a;x=y", "a")]
    [InlineData("diskless_az=a", "a")]
    [InlineData("automq_az=a", "a")]
    [InlineData("zone=,zone=b", "b")]
    public void A_client_id_names_the_zone_in_one_of_its_parts(string clientId, string zone) =>
        Assert.Equal(zone, ClientZone.Of(clientId));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("orders")]
    [InlineData("zone")]
    [InlineData("zone=")]
    [InlineData("=a")]
    [InlineData("timezone=a")]
    [InlineData("orders zone=a")]
    [InlineData(",;,=;")]
    public void Another_client_id_names_none(string? clientId) => Assert.Null(ClientZone.Of(clientId));
}
