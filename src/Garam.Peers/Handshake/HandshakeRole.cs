namespace Garam.Peers.Handshake;

/// <summary>
/// The two roles of a handshake, as proofs name them. A proof of one role is none of the other, so no end can be shown its own.
/// </summary>
internal static class HandshakeRole
{
    public static ReadOnlySpan<byte> Caller => "garam-peers/caller"u8;

    public static ReadOnlySpan<byte> Server => "garam-peers/server"u8;
}
