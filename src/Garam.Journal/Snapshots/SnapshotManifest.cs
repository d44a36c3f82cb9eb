using Garam.Journal.Entries;
using Garam.Journal.Objects;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Journal.Snapshots;

/// <summary>What a snapshot consists of. Written last: a snapshot without a manifest does not exist.</summary>
public sealed record SnapshotManifest(SnapshotHeader Header, IReadOnlyList<SnapshotChunk> Chunks)
{
    /// <summary>Far above what a state of the size we plan for has; a reader takes it into memory whole.</summary>
    public const int StoredBytesMax = 16 * 1024 * 1024;

    private const int ChunkBytes = sizeof(long) + sizeof(int) + sizeof(int) + 16;

    /// <summary>Version 1 has no list of numbers that were stepped over. It is still written where that list is empty, so that older programs can read it.</summary>
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
                    reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), new UInt128((ulong)reader.ReadInt64(), (ulong)reader.ReadInt64()));
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
