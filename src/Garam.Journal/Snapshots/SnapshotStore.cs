using Garam.Journal.Objects;
using Garam.Storage;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Journal.Snapshots;

/// <summary>
/// Snapshots in an object store: writes them, says which are whole, deletes old ones. One writer at a time (the leader, one call after
/// the other). Unchanged chunks of the newest snapshot are referred to instead of written again.
/// </summary>
public sealed partial class SnapshotStore(IObjectStore store, ILogger<SnapshotStore> logger)
{
    /// <summary>The newest and one to fall back to, should the newest turn out to be corrupt.</summary>
    public const int SnapshotsKept = 2;

    /// <summary>The newest two that this process has read back: what it wrote itself need not be read again.</summary>
    private readonly Queue<long> _whole = new(SnapshotsKept);

    /// <summary>False after a snapshot that could not be read back: whatever chunk is damaged must be written anew.</summary>
    private bool _reusesChunks = true;

    public SnapshotReader Reader { get; } = new(store);

    /// <summary>Writes the chunks as they are enumerated, then the manifest, then reads everything back.</summary>
    /// <exception cref="GaramException">Corrupt: it could not be read back.</exception>
    public async ValueTask<SnapshotManifest> WriteAsync(
        SnapshotHeader header, IEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        var unchanged = await ReusableChunksAsync(header.Sequence, cancellation);
        var written = new List<SnapshotChunk>();
        foreach (var content in chunks)
        {
            // Checked on both sides: an unreadable object would cost every snapshot from here on.
            Protocol.Invariant.Check(content.Length <= SnapshotReader.ChunkBytesMax);
            var chunk = new SnapshotChunk(header.Sequence, written.Count, content.Length, SnapshotChunk.HashOf(content.Span));
            if (unchanged.TryGetValue((chunk.Hash, chunk.Length), out var earlier))
            {
                chunk = earlier;
            }
            else
            {
                await store.CreateAsync(SnapshotKeys.Chunk(chunk), SnapshotReader.ChunkFormat.Seal(content.Span), cancellation);
            }

            written.Add(chunk);
        }

        // A chunk or manifest that exists already is from a run that ended here: equal states give equal bytes, and the reading back tells.
        var manifest = new SnapshotManifest(header, written);
        await store.CreateAsync(SnapshotKeys.Manifest(header.Sequence), manifest.Encode(), cancellation);
        _reusesChunks = false;
        if (!await ReadBackAsync(header.Sequence, cancellation))
        {
            throw new GaramException(
                ErrorKind.Corrupt, $"The snapshot at {header.Sequence} could not be read back. The next one is written whole.");
        }

        _reusesChunks = true;
        return manifest;
    }

    /// <summary>The newest snapshot that is whole; null when there is none.</summary>
    public async ValueTask<StoredSnapshot?> LoadNewestAsync(CancellationToken cancellation)
    {
        foreach (var sequence in await Reader.ListAsync(cancellation))
        {
            try
            {
                return await Reader.LoadAsync(sequence, cancellation);
            }
            catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
            {
                Log.SnapshotCorrupt(logger, sequence, fault);
            }
        }

        return null;
    }

    /// <summary>
    /// The newest whole snapshot before <paramref name="sequence"/>; 0 when there is none. Those that are found corrupt on the way
    /// lose their manifest, so that they never count among the ones that are kept.
    /// </summary>
    public async ValueTask<long> PreviousWholeAsync(long sequence, CancellationToken cancellation)
    {
        foreach (var earlier in (await Reader.ListAsync(cancellation)).Where(listed => listed < sequence))
        {
            if (await IsWholeAsync(earlier, cancellation))
            {
                return earlier;
            }
        }

        return 0;
    }

    /// <summary>
    /// Deletes what neither of the two newest snapshots needs. Manifests go first: half a deletion leaves no snapshot with holes.
    /// </summary>
    public async ValueTask DeleteOldAsync(CancellationToken cancellation)
    {
        var sequences = await Reader.ListAsync(cancellation);
        if (sequences.Count <= SnapshotsKept)
        {
            return;
        }

        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sequence in sequences.Take(SnapshotsKept))
        {
            needed.Add(SnapshotKeys.Manifest(sequence));
            needed.UnionWith((await Reader.ReadManifestAsync(sequence, cancellation)).Chunks.Select(SnapshotKeys.Chunk));
        }

        // Above the newest one lies at most a snapshot that is being written.
        var all = await store.ListAllAsync(SnapshotKeys.Prefix, SnapshotKeys.Prefix, cancellation);
        var old = all
            .Select(stored => stored.Key)
            .Where(key => SnapshotKeys.SequenceOf(key) < sequences[0] && !needed.Contains(key))
            .ToList();
        await store.DeleteAsync(old.FindAll(SnapshotKeys.IsManifest), cancellation);
        await store.DeleteAsync(old.FindAll(key => !SnapshotKeys.IsManifest(key)), cancellation);
    }

    /// <summary>
    /// Deletes every part of every snapshot that was cut after <paramref name="sequence"/>, and returns how many parts there were.
    /// </summary>
    public ValueTask<int> DeleteAfterAsync(long sequence, CancellationToken cancellation) =>
        store.DeleteListedAsync(
            SnapshotKeys.Prefix, SnapshotKeys.After(sequence), static key => SnapshotKeys.TryParse(key, out _), cancellation);

    private async ValueTask<Dictionary<(UInt128 Hash, int Length), SnapshotChunk>> ReusableChunksAsync(
        long before, CancellationToken cancellation)
    {
        var reusable = new Dictionary<(UInt128 Hash, int Length), SnapshotChunk>();
        var sequences = _reusesChunks ? await Reader.ListAsync(cancellation) : [];
        if (sequences.FirstOrDefault(sequence => sequence < before) is var newest and > 0)
        {
            try
            {
                foreach (var chunk in (await Reader.ReadManifestAsync(newest, cancellation)).Chunks)
                {
                    reusable[(chunk.Hash, chunk.Length)] = chunk;
                }
            }
            catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
            {
                Log.SnapshotCorrupt(logger, newest, fault);
            }
        }

        return reusable;
    }

    private async ValueTask<bool> IsWholeAsync(long sequence, CancellationToken cancellation) =>
        _whole.Contains(sequence) || await ReadBackAsync(sequence, cancellation);

    /// <summary>A corrupt snapshot is dropped: it must not displace a whole one.</summary>
    private async ValueTask<bool> ReadBackAsync(long sequence, CancellationToken cancellation)
    {
        try
        {
            var manifest = await Reader.ReadManifestAsync(sequence, cancellation);
            await foreach (var content in Reader.ReadChunksAsync(manifest, cancellation))
            {
                Protocol.Invariant.Check(content.Length <= SnapshotReader.ChunkBytesMax);
            }
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
        {
            Log.SnapshotCorrupt(logger, sequence, fault);
            await store.DeleteAsync([SnapshotKeys.Manifest(sequence)], cancellation);
            return false;
        }

        if (_whole.Count == SnapshotsKept)
        {
            _whole.Dequeue();
        }

        _whole.Enqueue(sequence);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Error, "Snapshot {Sequence} is corrupt. Using an older one instead.")]
        public static partial void SnapshotCorrupt(ILogger logger, long sequence, Exception fault);
    }
}

/// <summary>A snapshot as it was read back. Every chunk is checked.</summary>
/// <param name="Header">The place at which it was cut.</param>
/// <param name="Chunks">The state's bytes, in order.</param>
public sealed record StoredSnapshot(SnapshotHeader Header, IReadOnlyList<ReadOnlyMemory<byte>> Chunks);
