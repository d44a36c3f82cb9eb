namespace Garam.InMemoryTests.Transport;

/// <summary>A bad peer does nothing to the server and to other peers.</summary>
public abstract class BadPeerSuite(FrameCarrier carrier) : FrameServerSuite(carrier)
{
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
    [InlineData("f", "Error", "failed in this process")]
    public void A_request_that_fails_closes_its_connection_after_earlier_replies(string bad, string level, string reason) =>
        Run(async server =>
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_leaves_in_any_phase_leaves_nothing_behind(bool abrupt) => Run(async server =>
    {
        byte[] stream =
            [.. TestClient.Frame("E1"), .. TestClient.Frame("P2", 70 * 1024), .. TestClient.Frame("P3", 3000), .. TestClient.Frame("E4")];
        int[] cuts =
        [
            0, 1, 3, 4, 5, 6, 7, 9, 10, 11, 5000, 70 * 1024 + 9, 70 * 1024 + 10,
            70 * 1024 + 13, 70 * 1024 + 100, stream.Length - 1, stream.Length,
        ];
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
        Assert.Equal(0, server.Large.Outstanding);
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
}

public sealed class InMemoryBadPeerTests() : BadPeerSuite(new InMemoryCarrier());

public sealed class UnkindBadPeerTests() : BadPeerSuite(InMemoryCarrier.Unkind);

public sealed class SocketBadPeerTests() : BadPeerSuite(new SocketCarrier());
