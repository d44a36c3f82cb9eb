using System.Globalization;
using System.Text.RegularExpressions;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol.Messages.ApiVersions;

namespace Garam.FaultTests.Connections;

/// <summary>
/// Ten thousand connections that come and go, and ten thousand that stay and say nothing. The sockets of the other side are in this
/// process.
/// </summary>
public sealed partial class ManyConnectionsTests
{
    private const int Connections = 10_000;

    /// <summary>At one time while they come and go.</summary>
    private const int AtOnce = 500;

    /// <summary>The bar for an idle connection.</summary>
    private const int IdleBytesMax = 12 << 10;

    private static readonly byte[] Request = HostileSocket.FrameOf(new ApiVersionsRequest(), version: 0);

    [Fact]
    public async Task Ten_thousand_connections_come_and_go_and_leave_nothing()
    {
        await using var server = await ServerProcess.StartAsync();
        await Aftermath.AssertServesAsync(server);
        var log = ServerLog.From(server);
        for (var round = 0; round < Connections / AtOnce; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => VisitAsync(server, i)));
        }

        await NoneIsOpenAsync(server);
        await Aftermath.AssertUnharmedAsync(server);

        // A quarter of them left inside a frame, after a reset or not: a few lines.
        Assert.InRange(log.Closed(), 1, Connections / 4);
        Assert.InRange(log.Alarms.Count, 1, Connections / 40);
        Assert.All(log.Alarms, line => Assert.Contains("TruncatedFrame", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_idle_connections_cost_little_and_give_it_back()
    {
        await using var server = await ServerProcess.StartAsync();
        await Aftermath.AssertServesAsync(server);
        var log = ServerLog.From(server);
        var before = ProcessMemory.ResidentBytes(server.Id);
        var idle = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectIdleAsync(server)));
        await OpenAsync(server, Connections);

        var each = (ProcessMemory.ResidentBytes(server.Id) - before) / Connections;
        TestContext.Current.SendDiagnosticMessage($"An idle connection takes {each} bytes of resident memory.");
        Assert.InRange(each, 0, IdleBytesMax);
        await Aftermath.AssertUnharmedAsync(server);

        Array.ForEach(idle, socket => socket.Dispose());
        await NoneIsOpenAsync(server);
        await Aftermath.AssertUnharmedAsync(server);
        log.ExpectNothing();
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_at_once_and_others_go_on()
    {
        await using var server = await ServerProcess.StartAsync(arguments: ["--max-connections", "10"]);
        var log = ServerLog.From(server);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        var idle = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => ConnectIdleAsync(server)));

        for (var i = 0; i < 50; i++)
        {
            using var refused = await HostileSocket.ConnectAsync(server.Kafka);
            Assert.Empty(await refused.ReadToEndAsync());
        }

        await client.CreateTopicAsync("served");
        Assert.Equal(0, await client.AppendAsync("served", "one"));
        await log.ExpectAsync(1, "(--max-connections, Kafka's max.connections: 10)");
        Array.ForEach(idle, socket => socket.Dispose());
    }

    private static async Task VisitAsync(ServerProcess server, int kind)
    {
        using var socket = await HostileSocket.ConnectAsync(server.Kafka);
        switch (kind % 4)
        {
            case 0:
                break;
            case 1:
                await socket.SendAsync(Request);
                Assert.NotEmpty(await socket.ReadFrameAsync());
                break;
            case 2:
                await socket.SendAsync(Request.AsMemory(0, 7));
                break;
            default:
                await socket.SendAsync(Request);
                socket.LingerNot();
                break;
        }
    }

    /// <summary>An idle connection of a real client has been used once.</summary>
    private static async Task<HostileSocket> ConnectIdleAsync(ServerProcess server)
    {
        var socket = await HostileSocket.ConnectAsync(server.Kafka);
        await socket.SendAsync(Request);
        Assert.NotEmpty(await socket.ReadFrameAsync());
        return socket;
    }

    private static Task NoneIsOpenAsync(ServerProcess server) => OpenAsync(server, 0);

    private static async Task OpenAsync(ServerProcess server, int expected)
    {
        using var http = new HttpClient();
        var open = -1;
        await Eventually.TrueAsync(
            async () =>
            {
                var metrics = await http.GetStringAsync(new Uri(server.Http + "/metrics"), TestContext.Current.CancellationToken);
                open = OpenConnections().Matches(metrics).Sum(
                    match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
                return open == expected;
            },
            () => $"{expected} open connections; there are {open}");
    }

    [GeneratedRegex(@"^garam_transport_connections(_open)?(\{[^}]*\})? (?<count>\d+)$", RegexOptions.Multiline)]
    private static partial Regex OpenConnections();
}
