using Garam.Protocol;

namespace Garam.UnitTests.Protocol;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("broker:9092", "broker", 9092)]
    [InlineData("10.0.0.1:1", "10.0.0.1", 1)]
    [InlineData("[::1]:9092", "::1", 9092)]
    [InlineData("[fe80::1%eth0]:65535", "fe80::1%eth0", 65535)]
    public void Text_is_read_and_written_back(string text, string host, int port)
    {
        Assert.True(HostPort.TryParse(text, out var address));
        Assert.Equal(new HostPort(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("broker")]
    [InlineData(":9092")]
    [InlineData("broker:")]
    [InlineData("broker:65536")]
    [InlineData("broker:-1")]
    [InlineData("::1")]
    [InlineData("::1:9092")]
    [InlineData("[]:9092")]
    [InlineData("[::1]")]
    public void An_IPv6_address_needs_its_brackets_and_every_address_its_port(string text) => Assert.False(HostPort.TryParse(text, out _));

    [Theory]
    [InlineData("broker", "broker:9092")]
    [InlineData("[::1]", "[::1]:9092")]
    [InlineData("broker:1", "broker:1")]
    public void A_port_may_have_a_default(string text, string address)
    {
        Assert.True(HostPort.TryParse(text, 9092, out var parsed));
        Assert.Equal(address, parsed.ToString());
        Assert.False(HostPort.TryParse(text + ":", 9092, out _));
    }

    [Fact]
    public void Addresses_are_in_ordinal_order_of_their_hosts_then_by_port()
    {
        HostPort[] ordered = [new("B", 2), new("a", 1), new("a", 10), new("b", 2)];

        Assert.Equal(ordered, ordered.Reverse().Order());
    }
}
