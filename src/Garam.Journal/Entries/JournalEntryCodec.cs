using System.Buffers.Binary;
using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Storage.Errors;

namespace Garam.Journal.Entries;

/// <summary>
/// The bytes of an entry, big-endian and frozen:
/// <c>"GRMJ" | format version:2 | total length:4 | sequence:8 | epoch:4 | nonce:8 | predecessor nonce:8 | timestamp:8 |
/// digest sequence:8 | digest:4 | commands:4 | the commands as their catalog frames them | CRC-32C of all before:4</c>.
/// </summary>
public static class JournalEntryCodec
{
    /// <summary>
    /// A reader takes an entry into memory whole, and the largest command (a full segment of tiny batches) stays well below.
    /// </summary>
    public const int EntryBytesMax = 16 * 1024 * 1024;

    /// <summary>More commands in one entry gain nothing, and a count must be checked against something before it is trusted.</summary>
    public const int CommandsMax = 65_536;

    /// <summary>The size of an entry without commands.</summary>
    public const int EmptyEntryBytes = HeaderBytes + ChecksumBytes;

    private const uint Magic = 0x47524D4A;
    private const short FormatVersion = 1;
    private const int HeaderBytes = 62;
    private const int ChecksumBytes = 4;

    /// <param name="commands">Each framed by the command catalog.</param>
    public static byte[] Encode(in JournalEntryHeader header, IReadOnlyList<ReadOnlyMemory<byte>> commands)
    {
        var length = EmptyEntryBytes;
        foreach (var command in commands)
        {
            length = checked(length + command.Length);
        }

        Invariant.Check(length <= EntryBytesMax && commands.Count <= CommandsMax);
        var entry = new byte[length];
        WriteHeader(entry, header, commands.Count);
        var position = HeaderBytes;
        foreach (var command in commands)
        {
            command.Span.CopyTo(entry.AsSpan(position));
            position += command.Length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(position), Crc32C.Compute(entry.AsSpan(0, position)));
        return entry;
    }

    /// <summary>Compares the checksum at the end with that of the bytes before it.</summary>
    public static bool IsSound(ReadOnlySpan<byte> entry) =>
        entry.Length >= EmptyEntryBytes
            && BinaryPrimitives.ReadUInt32BigEndian(entry[^ChecksumBytes..]) == Crc32C.Compute(entry[..^ChecksumBytes]);

    /// <summary>
    /// Checks everything. The commands borrow <paramref name="entry"/>. <paramref name="name"/> is what a fault calls the entry.
    /// </summary>
    public static JournalEntry Decode(ReadOnlyMemory<byte> entry, long sequence, string name)
    {
        var bytes = entry.Span;
        if (bytes.Length < EmptyEntryBytes || bytes.Length > EntryBytesMax || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic)
        {
            throw Corrupt(name, "it does not begin like a journal entry");
        }

        var version = BinaryPrimitives.ReadInt16BigEndian(bytes[4..]);
        if (version > FormatVersion)
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"{name} has format version {version}; this program reads up to {FormatVersion}. A newer Garam wrote it.");
        }

        if (BinaryPrimitives.ReadInt32BigEndian(bytes[6..]) != bytes.Length || !IsSound(bytes))
        {
            throw Corrupt(name, "its checksum or length is wrong");
        }

        var header = ReadHeader(bytes);
        if (header.Sequence != sequence)
        {
            throw Corrupt(name, $"it says that it is entry {header.Sequence}");
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[58..]);
        return count is >= 0 and <= CommandsMax
            ? new JournalEntry(header, count, entry[HeaderBytes..^ChecksumBytes])
            : throw Corrupt(name, $"it cannot hold {count} commands");
    }

    /// <summary>
    /// Decodes a damaged entry for people to inspect; none of it can be relied on. Null when it cannot even be taken apart.
    /// </summary>
    public static JournalEntry? ReadUnchecked(ReadOnlyMemory<byte> entry) =>
        entry.Length < EmptyEntryBytes || BinaryPrimitives.ReadUInt32BigEndian(entry.Span) != Magic
            ? null
            : new JournalEntry(
                ReadHeader(entry.Span), BinaryPrimitives.ReadInt32BigEndian(entry.Span[58..]), entry[HeaderBytes..^ChecksumBytes]);

    private static void WriteHeader(Span<byte> entry, in JournalEntryHeader header, int commands)
    {
        BinaryPrimitives.WriteUInt32BigEndian(entry, Magic);
        BinaryPrimitives.WriteInt16BigEndian(entry[4..], FormatVersion);
        BinaryPrimitives.WriteInt32BigEndian(entry[6..], entry.Length);
        BinaryPrimitives.WriteInt64BigEndian(entry[10..], header.Sequence);
        BinaryPrimitives.WriteInt32BigEndian(entry[18..], header.Epoch);
        BinaryPrimitives.WriteUInt64BigEndian(entry[22..], header.Nonce);
        BinaryPrimitives.WriteUInt64BigEndian(entry[30..], header.PredecessorNonce);
        BinaryPrimitives.WriteInt64BigEndian(entry[38..], header.TimestampMs);
        BinaryPrimitives.WriteInt64BigEndian(entry[46..], header.DigestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(entry[54..], header.Digest);
        BinaryPrimitives.WriteInt32BigEndian(entry[58..], commands);
    }

    private static JournalEntryHeader ReadHeader(ReadOnlySpan<byte> entry) => new(
        BinaryPrimitives.ReadInt64BigEndian(entry[10..]),
        BinaryPrimitives.ReadInt32BigEndian(entry[18..]),
        BinaryPrimitives.ReadUInt64BigEndian(entry[22..]),
        BinaryPrimitives.ReadUInt64BigEndian(entry[30..]),
        BinaryPrimitives.ReadInt64BigEndian(entry[38..]),
        BinaryPrimitives.ReadInt64BigEndian(entry[46..]),
        BinaryPrimitives.ReadUInt32BigEndian(entry[54..]));

    private static GaramException Corrupt(string name, string fault) => new(ErrorKind.Corrupt, $"{name} is corrupt: {fault}.");
}
