namespace Garam.InMemoryTests.Transport;

/// <summary>When requests begin and replies leave.</summary>
public abstract class FrameOrderSuite(FrameCarrier carrier) : FrameServerSuite(carrier)
{
    private const int LargeBytes = 384 * 1024;

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
    public void A_request_sees_how_many_have_no_answer_yet() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1", "P2", "P3");
        await server.UntilAsync(() => server.Handler.ParkedCount == 3);
        Array.ForEach(["P1", "P2", "P3"], server.Handler.Answer);
        Assert.Equal(["P1", "P2", "P3"], await ReceiveAsync(client, 3));
        Assert.Equal([1, 2, 3], server.Handler.InFlightAtStart);
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

    [Fact]
    public void No_reply_and_a_closing_reply_are_honoured() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("n1", "e2", "N3", "c4", "e5");
        Assert.Equal(["e2", "c4", null], await ReceiveAsync(client, 3));
        Assert.Equal(0, server.Handler.StartedCount("e5"));
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
        Assert.True(server.Large.ShareInUse >= 0.75);

        server.Handler.Answer("P2");
        Assert.Equal("P2", await second.ReceiveAsync());
        await sending;
        server.Handler.Answer("P3");
        Assert.Equal("P3", await third.ReceiveAsync());
        server.Handler.Answer("P1");
        Assert.Equal("P1", await first.ReceiveAsync());
    });
}

public sealed class InMemoryFrameOrderTests() : FrameOrderSuite(new InMemoryCarrier());

public sealed class UnkindFrameOrderTests() : FrameOrderSuite(InMemoryCarrier.Unkind);

public sealed class SocketFrameOrderTests() : FrameOrderSuite(new SocketCarrier());
