using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.FaultTests.Connections;

/// <summary>Peers that begin a frame and never end it are cut, and hold nobody up until then.</summary>
public sealed class SlowLorisTests
{
    private const int Connections = 100;

    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Frames_that_drip_in_are_cut_and_hold_nobody_up()
    {
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        var frame = HostileSocket.FrameOf(new MetadataRequest { Topics = [new() { Name = new string('x', 20_000) }] }, version: 4);
        var attacks = Enumerable.Range(0, Connections).Select(_ => DripAsync(server, frame)).ToList();

        await Aftermath.AssertUnharmedAsync(server);
        var sent = await Task.WhenAll(attacks);

        // None of them got to the end by patience.
        Assert.All(sent, bytes => Assert.InRange(bytes, 1, frame.Length - 1));
        await Aftermath.AssertUnharmedAsync(server);
        await log.ExpectClosedAsync(Connections, "SlowRequest");
    }

    [Fact]
    public async Task Frames_that_are_announced_and_never_sent_do_not_keep_the_memory_for_frames()
    {
        const int Hoarders = 4;
        const int FrameBytes = 32 << 20;
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("large");
        var hoarders = new List<HostileSocket>();
        for (var i = 0; i < Hoarders; i++)
        {
            hoarders.Add(await HostileSocket.ConnectAsync(server.Kafka));
            await hoarders[i].SendAsync(HostileSocket.Framed(new byte[FrameBytes]).AsMemory(0, 100));
        }

        var answer = await client.ProduceAsync("large", 0, BatchBytes.OfRandom(new Random(3), 500_000));

        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        await Aftermath.AssertUnharmedAsync(server);
        hoarders.ForEach(hoarder => hoarder.Dispose());
        await log.ExpectAsync(Hoarders, "was closed: ");
    }

    /// <summary>A byte at a time, until the server has had enough. How many there were.</summary>
    private static async Task<int> DripAsync(ServerProcess server, byte[] frame)
    {
        using var socket = await HostileSocket.ConnectAsync(server.Kafka);
        var closed = socket.ReadToEndAsync();
        using var timer = new PeriodicTimer(Drip);
        var sent = 0;
        while (!closed.IsCompleted)
        {
            await socket.SendAsync(frame.AsMemory(sent++, 1));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(await closed);
        return sent;
    }
}
