using System.Globalization;
using Garam.Transport.Frames;
using Garam.Transport.InMemory;

namespace Garam.InMemoryTests.Transport;

/// <summary>A peer may wait for memory that other peers hold, but a slow peer or an attack holds up nobody else.</summary>
public abstract class FrameMemorySuite(FrameCarrier carrier) : FrameServerSuite(carrier)
{
    private const int Attackers = 50;
    private const int BegunBytes = 60_000;

    /// <summary>Fifty frames of 60 KB are twelve times the memory for small ones.</summary>
    [Theory]
    [InlineData("e")]
    [InlineData("P")]
    public void Small_frames_that_are_begun_hold_no_memory_and_nobody_up(string kind) => Run(async server =>
    {
        var attackers = new List<TestClient>();
        var frame = TestClient.Frame(kind, BegunBytes);
        for (var number = 0; number < Attackers; number++)
        {
            attackers.Add(await server.ConnectAsync());
            await attackers[number].SendBytesAsync(frame[..1000]);
        }

        await using var client = await server.ConnectAsync();
        await client.SendAsync("e1", "E2");
        await client.SendLargeAsync("e3", BegunBytes);
        await client.SendLargeAsync("E4", BegunBytes);
        Assert.Equal(["e1", "E2", "e3", "E4"], await ReceiveAsync(client, 4));

        Assert.Empty(server.Log.Lines);
        Assert.Equal(Attackers + 1, server.Admission.Connections.Open);
        await server.UntilAsync(() => server.Arenas.Values.All(arena => arena.Outstanding == 0));

        // The rest of such a frame may come whenever it likes.
        server.Handler.Answer("P");
        await attackers[0].SendBytesAsync(frame[1000..]);
        Assert.Equal(kind, await attackers[0].ReceiveAsync());
        foreach (var attacker in attackers)
        {
            await attacker.DisposeAsync();
        }
    });

    [Fact]
    public void Quick_requests_do_not_share_memory_with_those_that_wait() => Run(async server =>
    {
        var producers = new List<TestClient>();
        var frames = new List<string>();
        var sends = new List<Task>();
        while (!server.Arenas["waiting-frames"].HasWaiters)
        {
            producers.Add(await server.ConnectAsync());
            frames.Add(string.Create(CultureInfo.InvariantCulture, $"P{frames.Count + 100}"));
            sends.Add(producers[^1].SendLargeAsync(frames[^1], 30_000).AsTask());
            await server.UntilAsync(() => server.Handler.ParkedCount == frames.Count || server.Arenas["waiting-frames"].HasWaiters);
        }

        await using var client = await server.ConnectAsync();
        await client.SendAsync("e-heartbeat");
        await client.SendLargeAsync("e-metadata", 50_000);
        Assert.Equal(["e-heartbeat", "e-metadata"], await ReceiveAsync(client, 2));
        Assert.True(server.Arenas["waiting-frames"].HasWaiters);

        frames.ForEach(server.Handler.Answer);
        for (var number = 0; number < frames.Count; number++)
        {
            await sends[number];
            Assert.Equal(frames[number], await producers[number].ReceiveAsync());
            await producers[number].DisposeAsync();
        }
    });

    [Fact]
    public void Frames_of_ordinary_size_do_not_wait_behind_larger_ones() => Run(async server =>
    {
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await using var client = await server.ConnectAsync();
        await first.SendLargeAsync("P1", 700 * 1024);
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        var sending = second.SendLargeAsync("P2", 700 * 1024).AsTask();
        await AnswerElsewhereAsync(server);
        await client.SendLargeAsync("e", 100 * 1024);
        Assert.Equal("e", await client.ReceiveAsync());
        Assert.Equal(0, server.Handler.StartedCount("P2"));

        server.Handler.Answer("P1");
        server.Handler.Answer("P2");
        Assert.Equal("P1", await first.ReceiveAsync());
        await sending;
        Assert.Equal("P2", await second.ReceiveAsync());
    });

    [Fact]
    public void A_frame_of_one_byte_does_not_lose_the_beginning_of_the_next() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("e", "E", "e", "e-more", "E");
        Assert.Equal(["e", "E", "e", "e-more", "E"], await ReceiveAsync(client, 5));
    });

    [Fact]
    public void An_idle_connection_ends_in_order() => RunRaw(async (transport, time) =>
    {
        var options = new FrameServerOptions
        {
            ConnectionIdleMax = TimeSpan.FromMilliseconds(200),
            DeadlineCheckInterval = TimeSpan.FromMilliseconds(50),
        };
        var server = await ServerUnderTest.StartAsync(transport, time, options);
        await using (var idle = await server.ConnectRawAsync())
        {
            // A reset would be an exception.
            Assert.Equal(0, await idle.ReceiveAsync(new byte[1], CancellationToken.None));
        }

        await server.EndAsync();
    });
}

public sealed class InMemoryFrameMemoryTests() : FrameMemorySuite(new InMemoryCarrier());

public sealed class UnkindFrameMemoryTests() : FrameMemorySuite(
    new InMemoryCarrier(new InMemoryTransportOptions { Seed = 7, DelayMax = TimeSpan.FromMilliseconds(20), BufferBytes = 70_000 }));

public sealed class SocketFrameMemoryTests() : FrameMemorySuite(new SocketCarrier());
