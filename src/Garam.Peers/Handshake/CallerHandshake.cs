using System.Buffers.Binary;
using Garam.Metadata.Cluster;
using Garam.Peers.Calls;
using Garam.Peers.Wire;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Connections;
using Garam.Transport.Tls;

namespace Garam.Peers.Handshake;

/// <summary>The caller's end of a handshake, on a new stream that nothing else uses yet.</summary>
internal sealed class CallerHandshake(IConnection stream, ReplyReader reader, ClusterKey key)
{
    /// <summary>Returns the newest feature level that both ends know.</summary>
    /// <exception cref="GaramException">Unavailable: the other end does not know the key, or there is no common version.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    public async ValueTask<short> RunAsync(byte[] nonce, CancellationToken cancellation)
    {
        var hello = new HelloRequest
        {
            VersionMin = PeerFrames.VersionMin,
            VersionMax = PeerFrames.VersionMax,
            FeatureLevel = FeatureLevels.Latest,
            Nonce = nonce,
        };
        var reply = await GreetAsync(hello, cancellation);
        if (reply.Version is < PeerFrames.VersionMin or > PeerFrames.VersionMax)
        {
            throw Refused($"it chose version {reply.Version} of the internal API, which this program does not speak");
        }

        if (reply.Nonce.Length != HandshakeTranscript.NonceBytes)
        {
            throw Refused("its nonce has a wrong length");
        }

        var handshake = new HandshakeTranscript(reply.Version, hello.FeatureLevel, reply.FeatureLevel, nonce, reply.Nonce);
        if (!key.IsProof(reply.Proof.Span, HandshakeRole.Server, handshake))
        {
            throw Refused("it does not know the cluster's key");
        }

        var proof = new ProveRequest { Proof = key.Prove(HandshakeRole.Caller, handshake) };
        await ExchangeAsync<EmptyMessage>(PeerApi.Prove, 2, proof, cancellation);
        return Math.Min(hello.FeatureLevel, reply.FeatureLevel);
    }

    private async ValueTask<HelloReply> GreetAsync(HelloRequest hello, CancellationToken cancellation)
    {
        try
        {
            return await ExchangeAsync<HelloReply>(PeerApi.Hello, 1, hello, cancellation);
        }
        catch (IOException fault) when (fault is not TlsException)
        {
            throw new IOException(
                "it hung up when it was greeted. Agents that were started with internal-tls-cert do so to a process without it", fault);
        }
    }

    private async ValueTask<TReply> ExchangeAsync<TReply>(PeerApi api, int correlation, IMessage request, CancellationToken cancellation)
        where TReply : IMessage, new()
    {
        using (var frame = PeerFrames.Request(api, correlation, request))
        {
            await stream.SendAsync(frame.Complete(), cancellation);
        }

        var answer = await reader.ReadAsync(PeerFrames.HelloBytesMax, cancellation);
        return BinaryPrimitives.ReadInt32BigEndian(answer.Span) == correlation
            ? PeerFrames.Read<TReply>(PeerFrames.OpenReply(answer))
            : throw Refused("it answers what was not asked");
    }

    private static GaramException Refused(string reason) => new(ErrorKind.Unavailable, $"The other end is no peer: {reason}.");
}
