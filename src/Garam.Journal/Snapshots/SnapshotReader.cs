using Garam.Journal.Objects;
using Garam.Metadata.Snapshots;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Journal.Snapshots;

/// <summary>
/// Reads snapshots from an object store. It needs no agreement with the writer, because the manifest is written last and deletion spares
/// what the two newest snapshots hold. Holds no state; calls may be concurrent.
/// </summary>
public sealed class SnapshotReader(IObjectStore store)
{
    /// <summary>
    /// The largest chunk that a state may cut its snapshot into. Larger chunks are seldom unchanged, smaller ones cost requests.
    /// </summary>
    public const int ChunkBytesMax = SnapshotCut.ChunkBytesMax;

    /// <summary>Hides a remote store's latency at start; each read holds a chunk in memory.</summary>
    private const int ReadsMax = 8;

    internal static readonly StoredRecord ChunkFormat = new(0x47525343, 1);

    /// <summary>The rows in the bytes of a chunk.</summary>
    /// <exception cref="GaramException">Corrupt: these are not the bytes of a chunk.</exception>
    public static ReadOnlyMemory<byte> OpenChunk(ReadOnlyMemory<byte> stored, string key) => ChunkFormat.Open(stored, key);

    /// <summary>Sequence numbers of the snapshots that have a manifest, newest first.</summary>
    public async ValueTask<IReadOnlyList<long>> ListAsync(CancellationToken cancellation)
    {
        var all = await store.ListAllAsync(SnapshotKeys.Prefix, SnapshotKeys.Prefix, cancellation);
        return [.. all
            .Where(stored => SnapshotKeys.IsManifest(stored.Key))
            .Select(stored => SnapshotKeys.SequenceOf(stored.Key))
            .Reverse()];
    }

    /// <summary>
    /// Returns the key of some part of a snapshot that was cut after <paramref name="sequence"/>; null when there is none.
    /// </summary>
    public ValueTask<string?> FindAfterAsync(long sequence, CancellationToken cancellation) =>
        store.FindAsync(SnapshotKeys.Prefix, SnapshotKeys.After(sequence), static key => SnapshotKeys.TryParse(key, out _), cancellation);

    /// <exception cref="GaramException">Corrupt: a part is missing or damaged.</exception>
    public async ValueTask<StoredSnapshot> LoadAsync(long sequence, CancellationToken cancellation)
    {
        var manifest = await ReadManifestAsync(sequence, cancellation);
        var chunks = new List<ReadOnlyMemory<byte>>(manifest.Chunks.Count);
        await foreach (var content in ReadChunksAsync(manifest, cancellation))
        {
            chunks.Add(content);
        }

        return new StoredSnapshot(manifest.Header, chunks);
    }

    /// <exception cref="GaramException">Corrupt: it is missing or damaged.</exception>
    public ValueTask<SnapshotManifest> ReadManifestAsync(long sequence, CancellationToken cancellation) =>
        ObjectStoreExtensions.RereadCorruptAsync(() => ReadManifestOnceAsync(sequence, cancellation));

    /// <summary>The rows of a chunk.</summary>
    /// <exception cref="GaramException">Corrupt: it is missing, damaged or not what the manifest says.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadChunkAsync(SnapshotChunk chunk, CancellationToken cancellation) =>
        await ObjectStoreExtensions.RereadCorruptAsync(() => ReadChunkOnceAsync(chunk, cancellation));

    /// <summary>The rows of all chunks, in order, a few reads ahead.</summary>
    internal IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(SnapshotManifest manifest, CancellationToken cancellation) =>
        OrderedReads.ReadAsync(manifest.Chunks, ReadsMax, ReadChunkAsync, cancellation);

    private async ValueTask<SnapshotManifest> ReadManifestOnceAsync(long sequence, CancellationToken cancellation)
    {
        var key = SnapshotKeys.Manifest(sequence);
        var stored = await store.ReadWholeAsync(key, SnapshotManifest.StoredBytesMax, cancellation);
        var manifest = SnapshotManifest.Decode(stored ?? throw Missing(key), key);
        return manifest.Header.Sequence == sequence
            ? manifest
            : throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: it says that it is snapshot {manifest.Header.Sequence}.");
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadChunkOnceAsync(SnapshotChunk chunk, CancellationToken cancellation)
    {
        var key = SnapshotKeys.Chunk(chunk);
        var stored = await store.ReadWholeAsync(key, ChunkBytesMax + StoredRecord.OverheadBytes, cancellation);
        var content = OpenChunk(stored ?? throw Missing(key), key);
        return chunk.Holds(content.Span)
            ? content
            : throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: its content does not match the manifest.");
    }

    private static GaramException Missing(string key) => new(ErrorKind.Corrupt, $"{key} is missing, but its snapshot needs it.");
}
