using System.Buffers.Binary;
using System.Security.Cryptography;
using Garam.Journal.Entries;
using Garam.Journal.Objects;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Journal.Snapshots;

/// <summary>The parts of a snapshot. Written last: a snapshot without a manifest does not exist.</summary>
public sealed record SnapshotManifest(SnapshotHeader Header, IReadOnlyList<SnapshotChunk> Chunks)
{
    /// <summary>Far above what a state of the size we plan for has; a reader takes it into memory whole.</summary>
    public const int StoredBytesMax = 16 * 1024 * 1024;

    private const int ChunkBytes = sizeof(long) + sizeof(int) + sizeof(int) + 16;

    /// <summary>
    /// Version 1 has no list of numbers that were stepped over. It is still written where that list is empty, so that older programs can
    /// read it.
    /// </summary>
    private const short WithoutSteppedOver = 1;

    private static readonly StoredRecord Format = new(0x4752534D, 2);

    public byte[] Encode()
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        writer.WriteInt64(Header.Chain.Sequence);
        writer.WriteInt64((long)Header.Chain.Nonce);
        writer.WriteInt32(Header.Epoch);
        writer.WriteInt64(Header.TimestampMs);
        Write(ref writer, Header.Claims);
        if (Header.SteppedOver.Count > 0)
        {
            Write(ref writer, Header.SteppedOver);
        }

        writer.WriteCount(Chunks.Count, compact: false);
        foreach (var chunk in Chunks)
        {
            writer.WriteInt64(chunk.Owner);
            writer.WriteInt32(chunk.Index);
            writer.WriteInt32(chunk.Length);
            writer.WriteInt64((long)(chunk.Hash >> 64));
            writer.WriteInt64((long)chunk.Hash);
        }

        writer.Flush();
        return (Header.SteppedOver.Count > 0 ? Format : Format with { FormatVersion = WithoutSteppedOver }).Seal(frame.ToArray());
    }

    /// <summary>Throws Corrupt, naming <paramref name="key"/>.</summary>
    public static SnapshotManifest Decode(ReadOnlyMemory<byte> stored, string key)
    {
        var reader = new WireReader(Format.Open(stored, key, out var version));
        try
        {
            var chain = new EntryChain(reader.ReadInt64(), (ulong)reader.ReadInt64());
            var epoch = reader.ReadInt32();
            var timestampMs = reader.ReadInt64();
            var claims = ReadNumbers(ref reader);
            var steppedOver = version > WithoutSteppedOver ? ReadNumbers(ref reader) : [];
            var chunks = new SnapshotChunk[reader.ReadCount(compact: false, ChunkBytes)];
            for (var i = 0; i < chunks.Length; i++)
            {
                chunks[i] = new SnapshotChunk(
                    reader.ReadInt64(),
                    reader.ReadInt32(),
                    reader.ReadInt32(),
                    new UInt128((ulong)reader.ReadInt64(), (ulong)reader.ReadInt64()));
            }

            reader.ExpectEnd();
            return new SnapshotManifest(new SnapshotHeader(chain, epoch, timestampMs, claims) { SteppedOver = steppedOver }, chunks);
        }
        catch (MalformedRequestException fault)
        {
            throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: {fault.Message}", fault);
        }
    }
    private static void Write(ref WireWriter writer, IReadOnlyCollection<long> numbers)
    {
        writer.WriteCount(numbers.Count, compact: false);
        foreach (var number in numbers)
        {
            writer.WriteInt64(number);
        }
    }

    private static long[] ReadNumbers(ref WireReader reader)
    {
        var numbers = new long[reader.ReadCount(compact: false, sizeof(long))];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadInt64();
        }

        return numbers;
    }
}

/// <summary>One object of a snapshot. It may lie in the folder of an earlier snapshot if it has not changed since.</summary>
/// <param name="Owner">The sequence number of the snapshot that wrote it.</param>
/// <param name="Index">Its place in that snapshot.</param>
/// <param name="Length">In bytes, without what the stored object adds.</param>
/// <param name="Hash">The first half of the content's SHA-256: equal hash and length mean equal content.</param>
public readonly record struct SnapshotChunk(long Owner, int Index, int Length, UInt128 Hash)
{
    public static UInt128 HashOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public bool Holds(ReadOnlySpan<byte> content) => content.Length == Length && HashOf(content) == Hash;
}

/// <summary>The place in the journal at which a snapshot was cut, and the entries before it that trimming has to keep.</summary>
/// <param name="Chain">The last number that the state contains, and the last accepted entry's nonce.</param>
/// <param name="Epoch">The epoch of the last accepted entry.</param>
/// <param name="TimestampMs">The time of the last entry. Within a journal, stamps go back only by a ResetTime.</param>
/// <param name="Claims">The numbers of leader claims that are not below the floor yet. Trimming keeps them.</param>
public sealed record SnapshotHeader(EntryChain Chain, int Epoch, long TimestampMs, IReadOnlyList<long> Claims)
{
    public long Sequence => Chain.Sequence;

    /// <summary>
    /// Every number up to here whose entry was stepped over, ascending: a deposed leader may have to lose at it, and nothing in the entry's
    /// bytes tells that it was. Empty in snapshots of programs that did not remember them.
    /// </summary>
    public IReadOnlyCollection<long> SteppedOver { get; init; } = [];
}
