using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Transport.Frames;

namespace Garam.InMemoryTests.Transport;

/// <summary>
/// What a listener does for good and bad peers, whatever carries the bytes. Every scenario ends with the check that all frames,
/// replies and connections were given back.
/// </summary>
public abstract class FrameServerSuite
{
    private const int LargeBytes = 400 * 1024;

    protected virtual FrameServerOptions Options => new()
    {
        SocketRequestBytesMax = 1024 * 1024,
        RequestsInFlightMax = 8,
        RequestBytesInFlightMax = 100 * 1024,
        ConnectionIdleMax = TimeSpan.FromHours(1),
    };

    [Fact]
    public void Replies_leave_in_the_order_of_requests() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1", "E2", "P3", "E4");
        await server.UntilAsync(() => server.Handler.Started.Count == 4);
        server.Handler.Answer("P3");
        server.Handler.Answer("P1");
        Assert.Equal(["P1", "E2", "P3", "E4"], await ReceiveAsync(client, 4));
    });

    [Fact]
    public void A_request_that_must_not_overlap_waits_for_everything_before_it() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1", "p2", "E3");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await AnswerElsewhereAsync(server);
        Assert.Equal(0, server.Handler.StartedCount("p2"));

        server.Handler.Answer("P1");
        Assert.Equal("P1", await client.ReceiveAsync());
        await server.UntilAsync(() => server.Handler.StartedCount("p2") == 1);
        await AnswerElsewhereAsync(server);
        Assert.Equal(0, server.Handler.StartedCount("E3"));

        server.Handler.Answer("p2");
        Assert.Equal(["p2", "E3"], await ReceiveAsync(client, 2));
    });

    [Fact]
    public void Overlapping_requests_are_limited_in_number() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        var frames = Enumerable.Range(10, 20).Select(number => $"P{number}").ToArray();
        await client.SendAsync(frames);
        await server.UntilAsync(() => server.Handler.ParkedCount == 8);
        await AnswerElsewhereAsync(server);
        Assert.Equal(8, server.Handler.ParkedCount);
        Array.ForEach(frames, server.Handler.Answer);
        Assert.Equal(frames, await ReceiveAsync(client, frames.Length));
    });

    [Fact]
    public void Overlapping_requests_are_limited_in_bytes() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendLargeAsync("P1", 60 * 1024);
        await client.SendLargeAsync("P2", 60 * 1024);
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await AnswerElsewhereAsync(server);
        Assert.Equal(0, server.Handler.StartedCount("P2"));
        server.Handler.Answer("P1");
        server.Handler.Answer("P2");
        Assert.Equal(["P1", "P2"], await ReceiveAsync(client, 2));
    });

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x00, 0x10, 0x00, 0x01 })]
    public void A_length_that_is_not_allowed_closes_the_connection_with_one_line(byte[] prefix) => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await using var bystander = await server.ConnectAsync();
        await client.SendBytesAsync(prefix);
        Assert.Null(await client.ReceiveAsync());
        await bystander.SendAsync("e");
        Assert.Equal("e", await bystander.ReceiveAsync());
        await server.UntilAsync(() => server.Log.Lines.Length > 0);
        Assert.Contains("InvalidLength", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("m", "Warning", "MalformedRequest")]
    [InlineData("f", "Error", "failed here")]
    public void A_request_that_fails_closes_its_connection_after_earlier_replies(string bad, string level, string reason) => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await using var bystander = await server.ConnectAsync();
        await client.SendAsync("P1", "E2", bad.ToUpperInvariant(), "E4");
        await server.UntilAsync(() => server.Handler.StartedCount(bad.ToUpperInvariant()) == 1);
        server.Handler.Answer("P1");
        Assert.Equal(["P1", "E2", null], await ReceiveAsync(client, 3));
        await bystander.SendAsync("e");
        Assert.Equal("e", await bystander.ReceiveAsync());
        await server.UntilAsync(() => server.Log.Lines.Length > 0);
        var line = Assert.Single(server.Log.Lines);
        Assert.StartsWith(level, line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    });

    [Fact]
    public void An_empty_frame_reaches_the_handler_and_closes_the_connection() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendBytesAsync(new byte[4]);
        Assert.Null(await client.ReceiveAsync());
        await server.UntilAsync(() => server.Log.Lines.Length > 0);
        Assert.Contains("MalformedRequest", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
    });

    [Fact]
    public void No_reply_and_a_closing_reply_are_honoured() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("n1", "e2", "N3", "c4", "e5");
        Assert.Equal(["e2", "c4", null], await ReceiveAsync(client, 3));
        Assert.Equal(0, server.Handler.StartedCount("e5"));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_leaves_in_any_phase_leaves_nothing_behind(bool abrupt) => Run(async server =>
    {
        byte[] stream = [.. TestClient.Frame("E1"), .. TestClient.Frame("P2", 70 * 1024), .. TestClient.Frame("P3", 3000), .. TestClient.Frame("E4")];
        int[] cuts = [0, 1, 3, 4, 5, 6, 7, 9, 10, 11, 5000, 70 * 1024 + 9, 70 * 1024 + 10, 70 * 1024 + 13, 70 * 1024 + 100, stream.Length - 1, stream.Length];
        foreach (var cut in cuts)
        {
            var client = await server.ConnectAsync();
            await client.SendBytesAsync(stream[..cut]);
            if (abrupt)
            {
                client.Abort();
            }

            await client.DisposeAsync();
        }

        await AnswerElsewhereAsync(server);
        await server.UntilAsync(() => server.Admission.Connections.Open == 0 && server.Handler.ParkedCount == 0);
    });

    [Fact]
    public void A_request_outlives_its_connection_and_still_gives_everything_back() => Run(async server =>
    {
        server.Handler.IsStubborn = true;
        var client = await server.ConnectAsync();
        await client.SendAsync("P1", "P2", "E3");
        await server.UntilAsync(() => server.Handler.Started.Count == 3);
        client.Abort();
        await AnswerElsewhereAsync(server);
        Assert.Equal(2, server.Handler.ParkedCount);
        server.Handler.Answer("P2");
        server.Handler.Answer("P1");
        await server.UntilAsync(() => server.Admission.Connections.Open == 0);
    });

    [Fact]
    public void Large_frames_wait_for_memory_while_small_ones_pass() => Run(async server =>
    {
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await using var third = await server.ConnectAsync();
        await first.SendLargeAsync("P1", LargeBytes);
        await second.SendLargeAsync("P2", LargeBytes);
        await server.UntilAsync(() => server.Handler.ParkedCount == 2);
        var sending = third.SendLargeAsync("P3", LargeBytes).AsTask();
        await AnswerElsewhereAsync(server);
        Assert.Equal(0, server.Handler.StartedCount("P3"));
        Assert.True(server.Admission.Large.ShareInUse > 0.75);

        server.Handler.Answer("P2");
        Assert.Equal("P2", await second.ReceiveAsync());
        await sending;
        server.Handler.Answer("P3");
        Assert.Equal("P3", await third.ReceiveAsync());
        server.Handler.Answer("P1");
        Assert.Equal("P1", await first.ReceiveAsync());
    });

    [Theory]
    [InlineData(2)]
    [InlineData(4 + 100)]
    [InlineData(4 + 100_000)]
    public void A_frame_that_does_not_arrive_in_time_is_cut(int bytesSent) => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendBytesAsync(TestClient.Frame("E", 200_000)[..bytesSent]);
        Assert.Null(await client.ReceiveAsync());
        await server.UntilAsync(() => server.Log.Lines.Length > 0);
        Assert.Contains("SlowRequest", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
        Assert.Equal(0, server.Admission.Large.Outstanding);
    });

    [Fact]
    public void A_peer_that_never_reads_is_cut() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("b1", "b2", "b3", "b4", "b5");
        await server.UntilAsync(() => server.Log.Lines.Length > 0);
        Assert.Contains("SlowReader", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
        Assert.InRange(server.Handler.StartedCount("b"), 1, 4);
        Assert.Equal(0, server.Handler.OwnersOutstanding);
    });

    [Fact]
    public void Draining_answers_what_was_accepted_and_closes() => Run(async server =>
    {
        await using var busy = await server.ConnectAsync();
        await using var idle = await server.ConnectAsync();
        await idle.SendAsync("e");
        Assert.Equal("e", await idle.ReceiveAsync());
        await busy.SendAsync("P1", "P2");
        await server.UntilAsync(() => server.Handler.ParkedCount == 2);
        var draining = server.Server.DrainAsync(TimeSpan.FromSeconds(20));
        Assert.Null(await idle.ReceiveAsync());
        await busy.SendAsync("P3");
        server.Handler.Answer("P2");
        server.Handler.Answer("P1");
        Assert.Equal(["P1", "P2", null], await ReceiveAsync(busy, 3));
        await draining;
        await server.RunningAsync();
        await Assert.ThrowsAnyAsync<IOException>(server.ConnectAsync);
    });

    [Fact]
    public void Draining_breaks_off_what_takes_too_long() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await server.Server.DrainAsync(TimeSpan.FromMilliseconds(50));
        Assert.Null(await client.ReceiveAsync());
        await server.RunningAsync();
        Assert.Equal(0, server.Handler.ParkedCount);
    });

    [Fact]
    public void A_broken_invariant_ends_the_server_with_its_exception() => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Options);
        await using var bystander = await server.ConnectAsync();
        await bystander.SendAsync("p1");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("i");
        await Assert.ThrowsAsync<InvariantException>(server.RunningAsync);
        server.AssertNothingIsHeld();
    });

    [Fact]
    public void Killing_the_server_breaks_every_connection() => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Options);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1", "p2");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await server.KillAsync();
        Assert.Null(await client.ReceiveAsync());
    });

    [Fact]
    public void Connections_above_the_limit_are_refused_and_the_limit_frees_itself() => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Options, new ConnectionLimit(10, connectionsPerAddressMax: 2));
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await using var third = await server.ConnectAsync();
        Assert.Null(await third.ReceiveAsync());
        await first.DisposeAsync();
        await server.UntilAsync(() => server.Admission.Connections.Open == 1);
        await using var fourth = await server.ConnectAsync();
        await fourth.SendAsync("e4");
        Assert.Equal("e4", await fourth.ReceiveAsync());
        await server.EndAsync();
        Assert.Contains("limit is reached", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
    });

    [Fact]
    public void Two_thousand_connections_come_and_go() => Run(async server =>
    {
        for (var round = 0; round < 20; round++)
        {
            var clients = new List<TestClient>();
            for (var number = 0; number < 100; number++)
            {
                clients.Add(await server.ConnectAsync());
                await clients[^1].SendAsync(number % 3 == 0 ? [$"p{round}-{number}"] : ["e", "E"]);
            }

            foreach (var (number, client) in clients.Index())
            {
                if (number % 3 == 1)
                {
                    Assert.Equal("e", await client.ReceiveAsync());
                }

                await client.DisposeAsync();
            }
        }

        await server.UntilAsync(() => server.Admission.Connections.Open == 0);
        Assert.Empty(server.Log.Lines);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_harm_nobody_else(int seed) => Run(async server =>
    {
        var random = new Random(seed);
        await using var bystander = await server.ConnectAsync();
        for (var round = 0; round < 200; round++)
        {
            await using var client = await server.ConnectAsync();
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            bytes[0] &= (byte)random.Next(2);
            bytes[1] &= (byte)random.Next(32);
            await client.SendBytesAsync(bytes);
        }

        await bystander.SendAsync("e");
        Assert.Equal("e", await bystander.ReceiveAsync());
    });

    private protected abstract void RunRaw(Func<ITransport, TimeProvider, Task> scenario);

    private protected void Run(Func<ServerUnderTest, Task> scenario) => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Options);
        await scenario(server);
        await server.EndAsync();
    });

    private static async Task<List<string?>> ReceiveAsync(TestClient client, int count)
    {
        var replies = new List<string?>();
        while (replies.Count < count)
        {
            replies.Add(await client.ReceiveAsync());
        }

        return replies;
    }

    /// <summary>A whole round trip on another connection: whatever was possible meanwhile has happened.</summary>
    private static async Task AnswerElsewhereAsync(ServerUnderTest server)
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("e-elsewhere");
        Assert.Equal("e-elsewhere", await client.ReceiveAsync());
    }
}
