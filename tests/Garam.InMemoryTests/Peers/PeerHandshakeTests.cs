using System.Buffers.Binary;
using Garam.Metadata.Cluster;
using Garam.Peers.Handshake;
using Garam.Peers.Wire;
using Garam.Peers;
using Garam.Protocol.Wire;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Storage.Memory;

namespace Garam.InMemoryTests.Peers;

/// <summary>Only a process that knows the cluster's key is served, and only such a process is called.</summary>
public sealed class PeerHandshakeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private const string Refused = "garam.peers.connections.refused";

    /// <summary>More than one step is sent at once: the handler must not go on after it has refused.</summary>
    public static TheoryData<string, byte[]> Strangers => new()
    {
        { "NoHandshake", Bytes(PeerFrames.Request(PeerApi.Submit, 1, new SubmitRequest { Command = new byte[40] })) },
        { "NoHandshake", Bytes(PeerFrames.Request(PeerApi.Ping, 1, new EmptyMessage())) },
        { "NoHandshake", Bytes(PeerFrames.Request((PeerApi)(short)ApiKey.ApiVersions, 1, new EmptyMessage())) },
        { "WrongStep", Bytes(PeerFrames.Request(PeerApi.Prove, 1, new ProveRequest { Proof = new byte[32] })) },
        { "Malformed", Bytes(PeerFrames.Request(PeerApi.Hello, 1, new HelloRequest { Nonce = new byte[31] })) },
        { "Malformed", Bytes(PeerFrames.Request(PeerApi.Hello, 1, new EmptyMessage())) },
        { "Malformed", [0, 0, 0, 0] },
        { "Malformed", [0, 0, 0, 3, 0x75, 0x30, 0] },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void A_stranger_is_cut_off_and_counted(string reason, byte[] bytes) => PeerPair.Run(async pair =>
    {
        await using var stranger = new RawPeer(await pair.ConnectRawAsync());
        await stranger.SendAsync(bytes);
        Assert.Null(await stranger.ReceiveAsync());
        Assert.Equal(1, pair.Metrics[$"{Refused} {reason}"]);
        Assert.Contains(reason, Assert.Single(pair.Log.Lines), StringComparison.Ordinal);
        Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        Assert.Equal(1, pair.Metrics["garam.peers.handshakes"]);
        Assert.Empty(pair.Peer.Submitted);
    });

    [Fact]
    public void A_frame_that_is_too_large_closes_the_connection() => PeerPair.Run(async pair =>
    {
        await using var stranger = new RawPeer(await pair.ConnectRawAsync());
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, PeerListener.RequestBytesMax + 1);
        await stranger.SendAsync(prefix);
        Assert.Null(await stranger.ReceiveAsync());
        await pair.UntilAsync(() => pair.Metrics["garam.transport.connections.closed InvalidLength"] == 1);
    });

    [Fact]
    public void A_wrong_proof_is_refused() => PeerPair.Run(async pair =>
    {
        await using var stranger = new RawPeer(await pair.ConnectRawAsync());
        await stranger.SendAsync(PeerFrames.Request(PeerApi.Hello, 1, Hello()));
        var reply = PeerFrames.Read<HelloReply>(PeerFrames.OpenReply((await stranger.ReceiveAsync())!.Value));

        // The server's own proof, sent back to it.
        await stranger.SendAsync(PeerFrames.Request(PeerApi.Prove, 2, new ProveRequest { Proof = reply.Proof }));
        await stranger.SendAsync(PeerFrames.Request(PeerApi.ConfirmTail, 3, new EmptyMessage()));
        Assert.Null(await stranger.ReceiveAsync());
        Assert.Equal(1, pair.Metrics[$"{Refused} WrongKey"]);
    });

    [Fact]
    public void A_proof_that_was_overheard_is_of_no_use() => PeerPair.Run(async pair =>
    {
        var hello = Bytes(PeerFrames.Request(PeerApi.Hello, 1, Hello()));
        byte[] proof;
        await using (var peer = new RawPeer(await pair.ConnectRawAsync()))
        {
            await peer.SendAsync(hello);
            var reply = PeerFrames.Read<HelloReply>(PeerFrames.OpenReply((await peer.ReceiveAsync())!.Value));
            var handshake = new HandshakeTranscript(
                reply.Version, FeatureLevels.Latest, reply.FeatureLevel, new byte[HandshakeTranscript.NonceBytes], reply.Nonce);
            proof = Bytes(PeerFrames.Request(
                PeerApi.Prove, 2, new ProveRequest { Proof = pair.Key.Prove(HandshakeRole.Caller, handshake) }));
            await peer.SendAsync(proof);
            Assert.NotNull(await peer.ReceiveAsync());
        }

        await using var listener = new RawPeer(await pair.ConnectRawAsync());
        await listener.SendAsync(hello);
        Assert.NotNull(await listener.ReceiveAsync());
        await listener.SendAsync(proof);
        Assert.Null(await listener.ReceiveAsync());
        Assert.Equal(1, pair.Metrics[$"{Refused} WrongKey"]);
        Assert.Equal(1, pair.Metrics["garam.peers.handshakes"]);
    });

    [Fact]
    public void A_process_of_another_cluster_is_not_called() => PeerPair.Run(async pair =>
    {
        var other = await ClusterKey.OpenAsync(new MemoryObjectStore(), new Random(77), default);
        await using var client = pair.NewClient(other, pair.Transport);
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await client.ConfirmTailAsync(Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.Contains("does not know the cluster's key", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, pair.Metrics["garam.peers.handshakes"]);
    });

    [Fact]
    public void A_program_without_a_common_version_is_told_the_versions() => PeerPair.Run(async pair =>
    {
        await using var newer = new RawPeer(await pair.ConnectRawAsync());
        var hello = Hello();
        (hello.VersionMin, hello.VersionMax) = (5, 6);
        await newer.SendAsync(PeerFrames.Request(PeerApi.Hello, 1, hello));
        var reply = (await newer.ReceiveAsync())!.Value;
        var fault = Assert.Throws<GaramException>(() => PeerFrames.OpenReply(reply));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.Contains("the caller 5 to 6", fault.Message, StringComparison.Ordinal);
        Assert.Null(await newer.ReceiveAsync());
        Assert.Equal(1, pair.Metrics[$"{Refused} NoCommonVersion"]);
    });

    [Fact]
    public void A_proven_peer_must_still_send_requests() => PeerPair.Run(async pair =>
    {
        (string Reason, FrameWriter Frame)[] requests =
        [
            ("UnknownApi", PeerFrames.Request(PeerApis.Last + 1, 3, new EmptyMessage())),
            ("WrongStep", PeerFrames.Request(PeerApi.Hello, 3, Hello())),
            ("WrongStep", PeerFrames.Request(PeerApi.Prove, 3, new EmptyMessage())),
            ("Malformed", PeerFrames.Request(PeerApi.FetchTail, 3, new EmptyMessage())),
        ];
        foreach (var (reason, frame) in requests)
        {
            var before = pair.Metrics[$"{Refused} {reason}"];
            await using var peer = new RawPeer(await pair.ConnectRawAsync());
            await peer.ShakeHandsAsync(pair.Key, pair.Time);
            await peer.SendAsync(frame);
            Assert.Null(await peer.ReceiveAsync());
            Assert.Equal(before + 1, pair.Metrics[$"{Refused} {reason}"]);
        }

        // One line for the address; the rest is in the metric.
        Assert.Single(pair.Log.Lines);
    });

    [Fact]
    public void A_command_that_this_program_does_not_know_is_invalid_and_closes_nothing() => PeerPair.Run(async pair =>
    {
        await using var peer = new RawPeer(await pair.ConnectRawAsync());
        await peer.ShakeHandsAsync(pair.Key, pair.Time);
        await peer.SendAsync(PeerFrames.Request(PeerApi.Submit, 3, new SubmitRequest { Command = new byte[40] }));
        var submitted = (await peer.ReceiveAsync())!.Value;
        await peer.SendAsync(PeerFrames.Request(PeerApi.Forward, 4, new ForwardRequest { KeyValue = (short)ApiKey.Produce }));
        var forwarded = (await peer.ReceiveAsync())!.Value;
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GaramException>(() => PeerFrames.OpenReply(submitted)).Kind);
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GaramException>(() => PeerFrames.OpenReply(forwarded)).Kind);
        await peer.SendAsync(PeerFrames.Request(PeerApi.Ping, 5, new EmptyMessage()));
        Assert.NotNull(await peer.ReceiveAsync());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handshake_that_does_not_end_is_cut_after_ten_seconds(bool hasBegun) => PeerPair.Run(async pair =>
    {
        await using var peer = new RawPeer(await pair.ConnectRawAsync());
        await pair.Client.ConfirmTailAsync(default);
        var start = pair.Time.GetTimestamp();
        if (hasBegun)
        {
            await peer.SendAsync(PeerFrames.Request(PeerApi.Hello, 1, Hello()));
            Assert.NotNull(await peer.ReceiveAsync());
        }

        Assert.Null(await peer.ReceiveAsync());
        Assert.InRange(pair.Time.GetElapsedTime(start).TotalSeconds, 9, 12);
        await pair.UntilAsync(() => pair.Metrics["garam.transport.connections.closed SlowHandshake"] == 1);

        // The connection whose handshake is over stays.
        await pair.Client.ConfirmTailAsync(default);
        Assert.Equal(1, pair.Metrics["garam.peers.handshakes"]);
    });

    private static HelloRequest Hello() => new()
    {
        FeatureLevel = FeatureLevels.Latest,
        Nonce = new byte[HandshakeTranscript.NonceBytes],
    };

    private static byte[] Bytes(FrameWriter frame)
    {
        using (frame)
        {
            return frame.ToArray();
        }
    }
}
