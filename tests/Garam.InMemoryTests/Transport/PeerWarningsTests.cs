using System.Text;
using Garam.Transport.Frames;
using Garam.Transport.InMemory;

namespace Garam.InMemoryTests.Transport;

/// <summary>Peers can make a listener write only so much to its log.</summary>
public sealed class PeerWarningsTests
{
    private const int Peers = 3000;

    [Fact]
    public void Bad_peers_cost_a_few_lines_and_one_that_counts_the_rest() => Run(async (server, time) =>
    {
        await SendBadFramesAsync(server, Peers);
        await server.UntilAsync(() => server.Log.Lines.Length == 21);
        Assert.All(server.Log.Lines[..20], line => Assert.Contains("was closed: InvalidLength", line, StringComparison.Ordinal));
        Assert.Contains(
            $"closed {Peers - 20} more connections within 10 s, the last one because of InvalidLength",
            server.Log.Lines[20], StringComparison.Ordinal);

        await Task.Delay(TimeSpan.FromSeconds(10), time);
        await SendBadFramesAsync(server, 1);
        await server.UntilAsync(() => server.Log.Lines.Length == 22);
        Assert.Contains("was closed: InvalidLength", server.Log.Lines[21], StringComparison.Ordinal);
        await server.EndAsync();
    });

    [Fact]
    public void What_was_left_out_is_told_at_the_end_too() => Run(async (server, _) =>
    {
        await SendBadFramesAsync(server, 21);
        await server.EndAsync();
        Assert.Contains("closed 1 more connections", server.Log.Lines[20], StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(
        "\x7F\xFF\xFF\xFF",
        "Frame of 2147483647 bytes; at most 1048576 are accepted (--max-request-bytes, Kafka's socket.request.max.bytes).")]
    [InlineData("GET /metrics HTTP/1.1", "It looks like HTTP (GET)")]
    [InlineData("\x16\x03\x01\x02", "It looks like TLS")]
    public void A_length_that_is_not_allowed_is_explained(string bytes, string expected) => Run(async (server, _) =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendBytesAsync(Encoding.Latin1.GetBytes(bytes));
        Assert.Null(await client.ReceiveAsync());
        await server.EndAsync();
        Assert.Contains(expected, Assert.Single(server.Log.Lines), StringComparison.Ordinal);
    });

    [Fact]
    public void Refused_connections_cost_one_line_an_interval_that_names_the_setting() => Run(
        async (server, _) =>
        {
            await using var held = await server.ConnectAsync();
            await held.SendAsync("e");
            Assert.Equal("e", await held.ReceiveAsync());
            for (var round = 0; round < 10; round++)
            {
                await using var other = await server.ConnectAsync();
                await other.SendAsync("e");
                Assert.Equal("e", await other.ReceiveAsync());
                await using var refused = await server.ConnectAsync();
                Assert.Null(await refused.ReceiveAsync());
                await other.DisposeAsync();
                await server.UntilAsync(() => server.Admission.Connections.Open == 1);
            }

            await server.EndAsync();
            Assert.Contains("(--max-connections, Kafka's max.connections: 2)", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
        },
        new ConnectionLimit(2));

    private static async Task SendBadFramesAsync(ServerUnderTest server, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await using var client = await server.ConnectAsync();
            await client.SendBytesAsync([0xFF, 0, 0, 0]);
            Assert.Null(await client.ReceiveAsync());
        }
    }

    private static void Run(Func<ServerUnderTest, TimeProvider, Task> scenario, ConnectionLimit? limit = null)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 }, limit);
            await scenario(server, time.Clock);
        });
    }
}
