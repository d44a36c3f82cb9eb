using System.Net;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Peers;
using Garam.Peers.Handshake;
using Garam.Peers.Wire;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Connections;

namespace Garam.InMemoryTests.Peers;

/// <summary>Connections that break, peers that fall silent, callers that give up.</summary>
public sealed class PeerFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_lost_connection_leaves_the_outcome_unknown_and_the_next_call_makes_a_new_one() => PeerPair.Run(async pair =>
    {
        pair.Peer.OnSubmit = NeverAsync<SubmitReply>;
        var submitted = pair.Client.SubmitAsync(new Resign(), default).AsTask();
        pair.Peer.OnForward = NeverAsync<IMessage>;
        var joining = PeerCallTests.ForwardAsync(pair, "g");
        await pair.UntilAsync(() => pair.Peer.Submitted.Count == 1 && pair.Peer.Forwarded.Count == 1);
        pair.Transport.CutAll();
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(() => submitted)).Kind);
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(() => joining)).Kind);

        pair.Peer.OnSubmit = static (_, _) => ValueTask.FromResult(new SubmitReply(2, StatusResult.Done));
        Assert.Equal(2, (await pair.Client.SubmitAsync(new Resign(), default)).Sequence);
        Assert.Equal(2, pair.CallerLog.Lines.Length);
        Assert.All(pair.CallerLog.Lines, static line => Assert.Contains("peer:19393 broke", line, StringComparison.Ordinal));
    });

    [Fact]
    public void A_process_that_is_not_there_is_tried_again_after_a_pause() => PeerPair.Run(
        async pair =>
        {
            Assert.Equal(ErrorKind.Unavailable, await KindAsync(pair.Client));
            await pair.StartAsync();
            Assert.Equal(ErrorKind.Unavailable, await KindAsync(pair.Client));
            await pair.PassAsync(TimeSpan.FromSeconds(3));
            Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        },
        isServing: false);

    [Fact]
    public void A_call_that_takes_too_long_fails_alone() => PeerPair.Run(async pair =>
    {
        var held = new TaskCompletionSource<SubmitReply>();
        pair.Peer.OnSubmit = async (command, _) => command is Resign ? await held.Task : new SubmitReply(3, StatusResult.Done);
        var start = pair.Time.GetTimestamp();
        var late = pair.Client.SubmitAsync(new Resign(), default).AsTask();
        var fault = await Assert.ThrowsAsync<GaramException>(() => late);
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.Contains("Submit", fault.Message, StringComparison.Ordinal);
        Assert.InRange(pair.Time.GetElapsedTime(start).TotalSeconds, 10, 12);

        Assert.Equal(3, (await pair.Client.SubmitAsync(new RemoveProcess(), default)).Sequence);
        held.SetResult(new SubmitReply(4, StatusResult.Done));
        Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        Assert.Empty(pair.CallerLog.Lines);
    });

    [Fact]
    public void A_peer_that_falls_silent_is_given_up_although_the_call_has_no_limit() => PeerPair.Run(
        async pair =>
        {
            var listener = await pair.Transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 19_393), default);
            var silent = GreetAndFallSilentAsync(pair, listener);
            var start = pair.Time.GetTimestamp();
            var fault = await Assert.ThrowsAsync<GaramException>(() => PeerCallTests.ForwardAsync(pair, "g"));
            Assert.Equal(ErrorKind.Unavailable, fault.Kind);
            Assert.InRange(pair.Time.GetElapsedTime(start).TotalSeconds, 10, 20);
            await (await silent).DisposeAsync();
            await listener.DisposeAsync();
        },
        isServing: false);

    [Fact]
    public void A_listener_that_never_answers_is_given_up() => PeerPair.Run(
        async pair =>
        {
            await using var listener = await pair.Transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 19_393), default);
            var start = pair.Time.GetTimestamp();
            Assert.Equal(ErrorKind.Unavailable, await KindAsync(pair.Client));
            Assert.InRange(pair.Time.GetElapsedTime(start).TotalSeconds, 9, 11);
        },
        isServing: false);

    [Fact]
    public void A_caller_that_gives_up_stops_waiting_at_once_and_keeps_its_place_until_the_answer() => PeerPair.Run(
        async pair =>
        {
            var held = new TaskCompletionSource<SubmitReply>();
            pair.Peer.OnSubmit = async (_, _) => await held.Task;
            using var giveUp = new CancellationTokenSource();
            var call = pair.Client.SubmitAsync(new Resign(), giveUp.Token).AsTask();
            await pair.UntilAsync(() => pair.Peer.Submitted.Count == 1);
            giveUp.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

            Assert.Equal(ErrorKind.Throttled, await KindAsync(pair.Client));
            held.SetResult(new SubmitReply(1, StatusResult.Done));
            await pair.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        },
        new PeerClientOptions { PromptCallsMax = 1 });

    [Fact]
    public void A_call_given_up_before_it_is_sent_is_never_sent() => PeerPair.Run(async pair =>
    {
        using var giveUp = new CancellationTokenSource();
        var call = pair.Client.SubmitAsync(new Resign(), giveUp.Token).AsTask();
        giveUp.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        Assert.Empty(pair.Peer.Submitted);
    });

    [Fact]
    public void Forwarded_requests_in_flight_are_limited_in_bytes() => PeerPair.Run(
        async pair =>
        {
            var joined = new TaskCompletionSource<IMessage>();
            pair.Peer.OnForward = async (_, _) => await joined.Task;
            var first = PeerCallTests.ForwardAsync(pair, new string('g', 900));
            await pair.UntilAsync(() => pair.Peer.Forwarded.Count == 1);
            var second = await Assert.ThrowsAsync<GaramException>(() => PeerCallTests.ForwardAsync(pair, new string('h', 900)));
            Assert.Equal(ErrorKind.Throttled, second.Kind);
            joined.SetResult(new JoinGroupResponse());
            await first;
            await PeerCallTests.ForwardAsync(pair, new string('h', 900));
        },
        new PeerClientOptions { ForwardedBytesMax = 1000 });

    [Fact]
    public void Calls_end_with_their_client() => PeerPair.Run(async pair =>
    {
        var client = pair.NewClient(pair.Key, pair.Transport);
        pair.Peer.OnSubmit = NeverAsync<SubmitReply>;
        var call = client.SubmitAsync(new Resign(), default).AsTask();
        await pair.UntilAsync(() => pair.Peer.Submitted.Count == 1);
        await client.DisposeAsync();
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(() => call)).Kind);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.ConfirmTailAsync(Cancellation));
    });

    private static async ValueTask<TReply> NeverAsync<TReply>(object request, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException("This call never ends by itself.");
    }

    private static async Task<ErrorKind> KindAsync(PeerClient client) =>
        (await Assert.ThrowsAsync<GaramException>(async () => await client.ConfirmTailAsync(default))).Kind;

    private static async Task<IConnection> GreetAndFallSilentAsync(PeerPair pair, IConnectionListener listener)
    {
        var connection = (await listener.AcceptAsync(default))!;
        var stream = new RawPeer(connection);
        var hello = PeerFrames.Read<HelloRequest>((await stream.ReceiveAsync())!.Value[8..]);
        var session = PeerSession.Begin(pair.Key, hello, new byte[HandshakeTranscript.NonceBytes]);
        await stream.SendAsync(PeerFrames.Reply(1, session.Reply()));
        Assert.True(session.TryEstablish(PeerFrames.Read<ProveRequest>((await stream.ReceiveAsync())!.Value[8..])));
        await stream.SendAsync(PeerFrames.Reply(2, new EmptyMessage()));
        return connection;
    }
}
