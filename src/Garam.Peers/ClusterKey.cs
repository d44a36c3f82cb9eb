using System.Buffers.Binary;
using System.Security.Cryptography;
using Garam.Journal.Objects;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Peers;

/// <summary>
/// The secret that lets processes of one cluster prove to each other that they may read its store. It lies in the store and never crosses
/// the wire.
/// </summary>
public sealed class ClusterKey
{
    /// <summary>The name of the object with the key.</summary>
    public const string ObjectName = "garam/cluster-key";

    private const int SecretBytes = 32;

    /// <summary>"GRMK".</summary>
    private static readonly StoredRecord Record = new(0x47524D4B, 1);

    private readonly byte[] _secret;

    private ClusterKey(byte[] secret) => _secret = secret;

    /// <summary>Reads the key. The first process of a cluster creates it; of several first ones, one does.</summary>
    /// <param name="random">Must draw from the system's entropy, except in tests.</param>
    /// <exception cref="GaramException">Corrupt or Invalid: the object is not a key that this program reads.</exception>
    public static async ValueTask<ClusterKey> OpenAsync(IObjectStore store, Random random, CancellationToken cancellation)
    {
        if (await TryReadAsync(store, cancellation) is { } existing)
        {
            return existing;
        }

        var secret = new byte[SecretBytes];
        random.NextBytes(secret);
        return await store.CreateAsync(ObjectName, Record.Seal(secret), cancellation) == PutOutcome.Created
            ? new ClusterKey(secret)
            : await TryReadAsync(store, cancellation)
                ?? throw new GaramException(ErrorKind.Unavailable, $"{ObjectName} exists and cannot be read yet.");
    }

    /// <summary>Reads the key; null while no process has created one.</summary>
    /// <exception cref="GaramException">Corrupt or Invalid: the object is not a key that this program reads.</exception>
    public static async ValueTask<ClusterKey?> TryReadAsync(IObjectStore store, CancellationToken cancellation)
    {
        // One byte more than a key has shows that an object is longer.
        var stored = new byte[SecretBytes + StoredRecord.OverheadBytes + 1];
        var read = await store.ReadAsync(ObjectName, 0, stored, cancellation);
        if (!read.Found)
        {
            return null;
        }

        var secret = Record.Open(stored.AsMemory(0, read.BytesRead), ObjectName);
        return secret.Length == SecretBytes
            ? new ClusterKey(secret.ToArray())
            : throw new GaramException(ErrorKind.Corrupt, $"{ObjectName} is corrupt: a key has {SecretBytes} bytes, not {secret.Length}.");
    }

    /// <summary>Computes what only a holder of the key can compute: HMAC-SHA-256 of the role and the handshake.</summary>
    internal byte[] Prove(ReadOnlySpan<byte> role, in HandshakeTranscript handshake)
    {
        Span<byte> message = stackalloc byte[role.Length + HandshakeTranscript.Bytes];
        role.CopyTo(message);
        handshake.Write(message[role.Length..]);
        return HMACSHA256.HashData(_secret, message);
    }

    /// <summary>Compares in constant time.</summary>
    internal bool IsProof(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> role, in HandshakeTranscript handshake) =>
        CryptographicOperations.FixedTimeEquals(proof, Prove(role, handshake));
}

/// <summary>
/// Everything that both ends of a handshake have said, in one order. A proof covers all of it, so nothing in it can be changed.
/// </summary>
internal readonly record struct HandshakeTranscript(
    short Version, short CallerFeatureLevel, short ServerFeatureLevel, ReadOnlyMemory<byte> CallerNonce, ReadOnlyMemory<byte> ServerNonce)
{
    public const int NonceBytes = 32;

    public const int Bytes = (3 * sizeof(short)) + (2 * NonceBytes);

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt16BigEndian(destination, Version);
        BinaryPrimitives.WriteInt16BigEndian(destination[sizeof(short)..], CallerFeatureLevel);
        BinaryPrimitives.WriteInt16BigEndian(destination[(2 * sizeof(short))..], ServerFeatureLevel);
        CallerNonce.Span.CopyTo(destination[(3 * sizeof(short))..]);
        ServerNonce.Span.CopyTo(destination[((3 * sizeof(short)) + NonceBytes)..]);
    }
}
