using System.Buffers.Binary;
using Garam.Protocol.Checksums;
using Garam.Storage.Errors;

namespace Garam.Journal.Objects;

/// <summary>
/// The format of the journal's small objects (floors, skip records, snapshot manifests):
/// <c>magic:4 | format version:2 | body | CRC-32C of all before:4</c>. It tells a torn or foreign object from a whole one.
/// </summary>
/// <param name="Magic">Four letters.</param>
/// <param name="FormatVersion">The version that this program writes, and the newest that it reads.</param>
public readonly record struct StoredRecord(uint Magic, short FormatVersion)
{
    /// <summary>The bytes that the format adds to the body.</summary>
    public const int OverheadBytes = PrefixBytes + ChecksumBytes;

    private const int PrefixBytes = 6;
    private const int ChecksumBytes = 4;

    public byte[] Seal(ReadOnlySpan<byte> body)
    {
        var bytes = new byte[PrefixBytes + body.Length + ChecksumBytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(4), FormatVersion);
        body.CopyTo(bytes.AsSpan(PrefixBytes));
        BinaryPrimitives.WriteUInt32BigEndian(
            bytes.AsSpan(PrefixBytes + body.Length), Crc32C.Compute(bytes.AsSpan(0, PrefixBytes + body.Length)));
        return bytes;
    }

    /// <summary>The body of a record that may be damaged, for people to inspect.</summary>
    public static ReadOnlyMemory<byte> BodyUnchecked(ReadOnlyMemory<byte> stored) =>
        stored.Length < OverheadBytes ? default : stored[PrefixBytes..^ChecksumBytes];

    /// <summary>The body. Throws Corrupt, or Invalid when a newer program wrote it, naming <paramref name="key"/>.</summary>
    public ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> stored, string key) => Open(stored, key, out _);

    /// <inheritdoc cref="Open(ReadOnlyMemory{byte}, string)"/>
    public ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> stored, string key, out short version)
    {
        var bytes = stored.Span;
        if (bytes.Length < PrefixBytes + ChecksumBytes || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic)
        {
            throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: its first bytes are wrong.");
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[^ChecksumBytes..]) != Crc32C.Compute(bytes[..^ChecksumBytes]))
        {
            throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: its checksum is wrong.");
        }

        version = BinaryPrimitives.ReadInt16BigEndian(bytes[4..]);
        return version <= FormatVersion
            ? stored[PrefixBytes..^ChecksumBytes]
            : throw new GaramException(
                ErrorKind.Invalid,
                $"{key} has format version {version}; this program reads up to {FormatVersion}. A newer Garam wrote it.");
    }
}
