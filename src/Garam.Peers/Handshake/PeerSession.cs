using Garam.Metadata.Cluster;
using Garam.Peers.Wire;
using Garam.Storage.Errors;

namespace Garam.Peers.Handshake;

/// <summary>The server's end of one connection's handshake. Used by one request at a time until the handshake is over.</summary>
internal sealed class PeerSession
{
    private readonly ClusterKey _key;
    private readonly HandshakeTranscript _handshake;

    private PeerSession(ClusterKey key, in HandshakeTranscript handshake) => (_key, _handshake) = (key, handshake);

    /// <summary>The caller has proved that it knows the key.</summary>
    public bool IsEstablished { get; private set; }

    /// <summary>The newest feature level that both ends know.</summary>
    public short FeatureLevel => Math.Min(_handshake.CallerFeatureLevel, _handshake.ServerFeatureLevel);

    /// <param name="nonce">Random, and new for every connection: proofs that were overheard are of no use.</param>
    /// <exception cref="GaramException">Unavailable: the two ends have no version in common.</exception>
    public static PeerSession Begin(ClusterKey key, HelloRequest hello, byte[] nonce)
    {
        var version = Math.Min(hello.VersionMax, PeerFrames.VersionMax);
        if (version < hello.VersionMin || version < PeerFrames.VersionMin)
        {
            throw new GaramException(
                ErrorKind.Unavailable,
                $"This process speaks versions {PeerFrames.VersionMin} to {PeerFrames.VersionMax} of the internal API, the caller "
                    + $"{hello.VersionMin} to {hello.VersionMax}. One of the two programs is too old.");
        }

        return new PeerSession(
            key, new HandshakeTranscript(version, hello.FeatureLevel, FeatureLevels.Latest, hello.Nonce.ToArray(), nonce));
    }

    public HelloReply Reply() => new()
    {
        Version = _handshake.Version,
        FeatureLevel = _handshake.ServerFeatureLevel,
        Nonce = _handshake.ServerNonce,
        Proof = _key.Prove(HandshakeRole.Server, _handshake),
    };

    public bool TryEstablish(ProveRequest request) =>
        IsEstablished = _key.IsProof(request.Proof.Span, HandshakeRole.Caller, _handshake);
}
