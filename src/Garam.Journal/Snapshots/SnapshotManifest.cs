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

    private static readonly StoredRecord Format = new(0x4752534D, 1);

    public byte[] Encode()
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        writer.WriteInt64(Header.Chain.Sequence);
        writer.WriteInt64((long)Header.Chain.Nonce);
        writer.WriteInt32(Header.Epoch);
        writer.WriteInt64(Header.TimestampMs);
        writer.WriteCount(Header.Claims.Count, compact: false);
        foreach (var claim in Header.Claims)
        {
            writer.WriteInt64(claim);
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
        return Format.Seal(frame.ToArray());
    }

    /// <summary>Throws Corrupt, naming <paramref name="key"/>.</summary>
    public static SnapshotManifest Decode(ReadOnlyMemory<byte> stored, string key)
    {
        var reader = new WireReader(Format.Open(stored, key));
        try
        {
            var chain = new EntryChain(reader.ReadInt64(), (ulong)reader.ReadInt64());
            var epoch = reader.ReadInt32();
            var timestampMs = reader.ReadInt64();
            var claims = new long[reader.ReadCount(compact: false, sizeof(long))];
            for (var i = 0; i < claims.Length; i++)
            {
                claims[i] = reader.ReadInt64();
            }

            var chunks = new SnapshotChunk[reader.ReadCount(compact: false, ChunkBytes)];
            for (var i = 0; i < chunks.Length; i++)
            {
                chunks[i] = new SnapshotChunk(
                    reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), new UInt128((ulong)reader.ReadInt64(), (ulong)reader.ReadInt64()));
            }

            reader.ExpectEnd();
            return new SnapshotManifest(new SnapshotHeader(chain, epoch, timestampMs, claims), chunks);
        }
        catch (MalformedRequestException fault)
        {
            throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: {fault.Message}", fault);
        }
    }
}
