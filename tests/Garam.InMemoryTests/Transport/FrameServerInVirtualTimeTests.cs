using System.Globalization;
using Garam.Transport.Frames;
using Garam.Transport.InMemory;

namespace Garam.InMemoryTests.Transport;

/// <summary>Tests that need to know time and order exactly.</summary>
public sealed class FrameServerInVirtualTimeTests
{
    [Fact]
    public void Replies_that_become_ready_together_leave_in_one_gather_send()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new RecordingTransport(new InMemoryTransport(new InMemoryTransportOptions(), time.Clock));
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            await using var client = await server.ConnectAsync();
            string[] frames = ["P1", "P2", "P3", "P4"];
            await client.SendAsync(frames);
            await server.UntilAsync(() => server.Handler.ParkedCount == 4);
            Array.ForEach(frames, server.Handler.Answer);
            foreach (var frame in frames)
            {
                Assert.Equal(frame, await client.ReceiveAsync());
            }

            Assert.Equal([8], transport.SlicesPerSend);
            await server.EndAsync();
        });
    }

    [Fact]
    public void An_idle_connection_is_closed_but_not_one_that_waits_for_its_reply()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var options = new FrameServerOptions { SocketRequestBytesMax = 1 << 20, ConnectionIdleMax = TimeSpan.FromSeconds(60) };
            var server = await ServerUnderTest.StartAsync(transport, time.Clock, options);
            await using var waiting = await server.ConnectAsync();
            await using var idle = await server.ConnectAsync();
            await waiting.SendAsync("p1");
            Assert.Null(await idle.ReceiveAsync());
            Assert.InRange(time.Clock.GetElapsedTime(0).TotalSeconds, 60, 62);
            await Task.Delay(TimeSpan.FromSeconds(60), time.Clock);
            server.Handler.Answer("p1");
            Assert.Equal("p1", await waiting.ReceiveAsync());
            await server.EndAsync();
        });
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 46)]
    public void A_peer_that_takes_nothing_is_cut_sooner_while_others_wait(bool othersWait, int seconds)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            server.OthersWait = othersWait;
            await using var client = await server.ConnectAsync();
            await client.SendAsync("b1", "b2", "b3", "b4", "b5");
            await server.UntilAsync(() => server.Log.Lines.Length > 0);
            Assert.Contains("SlowReader", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
            Assert.InRange(time.Clock.GetElapsedTime(0).TotalSeconds, seconds, seconds + 3);
            await server.EndAsync();
        });
    }

    [Fact]
    public void A_frame_that_stands_still_is_cut_when_another_waits_for_its_memory()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            await using var hoarder = await server.ConnectAsync();
            await using var client = await server.ConnectAsync();
            await hoarder.SendBytesAsync(TestClient.Frame("E", 1 << 20)[..100]);
            await server.UntilAsync(() => server.Large.Outstanding == 1);
            await client.SendLargeAsync("e", 200_000);

            Assert.Equal("e", await client.ReceiveAsync());
            Assert.InRange(time.Clock.GetElapsedTime(0).TotalSeconds, 5, 8);
            Assert.Contains("SlowRequest", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
            await server.EndAsync();
        });
    }

    [Theory]
    [InlineData(128 << 10, true)]
    [InlineData(1 << 20, false)]
    public void A_frame_that_drips_in_is_cut_when_another_waits_for_its_memory_unless_it_is_of_ordinary_size(
        int ordinaryBytesMax, bool isCut)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var options = new FrameServerOptions { SocketRequestBytesMax = 1 << 20, OrdinaryFrameBytesMax = ordinaryBytesMax };
            var server = await ServerUnderTest.StartAsync(transport, time.Clock, options);
            await using var hoarder = await server.ConnectAsync();
            await using var client = await server.ConnectAsync();
            var dripping = DripAsync(hoarder, TestClient.Frame("E", 1 << 20), time.Clock);
            var answer = hoarder.ReceiveAsync();
            await server.UntilAsync(() => server.Large.Outstanding == 1);
            await client.SendLargeAsync("e", 200_000);

            Assert.Equal("e", await client.ReceiveAsync());
            Assert.InRange(time.Clock.GetElapsedTime(0).TotalSeconds, isCut ? 5 : 15, isCut ? 8 : 18);
            Assert.Equal(isCut ? 1 : 0, server.Log.Lines.Count(line => line.Contains("SlowRequest", StringComparison.Ordinal)));
            Assert.Equal(isCut ? null : "E", await answer);
            await dripping;
            await server.EndAsync();
        });
    }

    [Fact]
    public void A_peer_that_reads_slowly_is_not_cut_while_others_wait()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            server.OthersWait = true;
            await using var client = await server.ConnectAsync();
            await client.SendAsync("b1", "b2", "b3", "b4", "b5");
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(4), time.Clock);
                Assert.NotNull(await client.ReceiveAsync());
            }

            Assert.Empty(server.Log.Lines);
            await server.EndAsync();
        });
    }

    [Fact]
    public void Metrics_count_connections_by_their_end_and_the_bytes_of_frames()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            using var sums = new MetricSums(server.Meters);
            await using var good = await server.ConnectAsync();
            await using var bad = await server.ConnectAsync();
            await good.SendAsync("e-four");
            Assert.Equal("e-four", await good.ReceiveAsync());
            await bad.SendBytesAsync([0xFF, 0, 0, 0]);
            Assert.Null(await bad.ReceiveAsync());
            await good.DisposeAsync();
            await server.UntilAsync(() => server.Admission.Connections.Open == 0);
            Assert.Equal(0, sums["garam.transport.connections"]);
            Assert.Equal(2, sums["garam.transport.connections.accepted"]);
            Assert.Equal(1, sums["garam.transport.connections.closed PeerClosed"]);
            Assert.Equal(1, sums["garam.transport.connections.closed InvalidLength"]);
            Assert.Equal(1, sums["garam.transport.frames.refused"]);
            Assert.Equal(10, sums["garam.transport.received"]);
            Assert.Equal(10, sums["garam.transport.sent"]);
            await server.EndAsync();
        });
    }

    [Fact]
    public void A_network_that_fails_leaves_nothing_behind()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(
                new InMemoryTransportOptions { Seed = 3, DelayMax = TimeSpan.FromMilliseconds(5) }, time.Clock);
            var server = await ServerUnderTest.StartAsync(
                transport, time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            var clients = new List<TestClient>();
            for (var number = 0; number < 20; number++)
            {
                clients.Add(await server.ConnectAsync());
                await clients[^1].SendAsync($"p{number}");
            }

            await server.UntilAsync(() => server.Handler.ParkedCount == 20);
            transport.CutAll();
            await server.UntilAsync(() => server.Admission.Connections.Open == 0);
            foreach (var client in clients)
            {
                Assert.Null(await client.ReceiveAsync());
            }

            await server.EndAsync();
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_gives_the_same_trace_and_every_reply_in_order(int seed)
    {
        var first = Trace(seed);
        Assert.Equal(first, Trace(seed));
        Assert.NotEqual(first, Trace(seed + 100));
    }

    private static List<string> Trace(int seed)
    {
        var trace = new List<string>();
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var network = new InMemoryTransportOptions { Seed = seed, DelayMax = TimeSpan.FromMilliseconds(30), BufferBytes = 20_000 };
            var server = await ServerUnderTest.StartAsync(
                new InMemoryTransport(network, time.Clock), time.Clock, new FrameServerOptions { SocketRequestBytesMax = 1 << 20 });
            var clients = Enumerable.Range(0, 8).Select(number => ClientAsync(server, new Random(seed * 50 + number), number)).ToArray();
            foreach (var client in clients)
            {
                await client;
            }

            await server.EndAsync();
        });
        return trace;

        async Task ClientAsync(ServerUnderTest server, Random random, int number)
        {
            await using var client = await server.ConnectAsync();
            var sent = Enumerable.Range(0, 30).Select(turn => $"{(random.Next(4) == 0 ? 'e' : 'E')}{number}-{turn}").ToArray();
            var sending = SendAllAsync(client, sent, random);
            foreach (var text in sent)
            {
                Assert.Equal(text, await client.ReceiveAsync());
                trace.Add(string.Create(CultureInfo.InvariantCulture, $"{time.Clock.GetTimestamp()} {text}"));
            }

            await sending;
        }
    }

    /// <summary>A sixteenth of the frame every second, until it is sent or the connection ends.</summary>
    private static async Task DripAsync(TestClient client, byte[] frame, TimeProvider time)
    {
        try
        {
            foreach (var drip in frame.Chunk(frame.Length / 16))
            {
                await client.SendBytesAsync(drip);
                await Task.Delay(TimeSpan.FromSeconds(1), time);
            }
        }
        catch (IOException)
        {
            // Cut, as it may be.
        }
    }

    private static async Task SendAllAsync(TestClient client, string[] texts, Random random)
    {
        foreach (var text in texts)
        {
            await client.SendLargeAsync(text, random.Next(5) == 0 ? random.Next(70_000, 300_000) : random.Next(1, 2_000));
        }
    }
}
