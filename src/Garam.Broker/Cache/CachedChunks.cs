using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;

namespace Garam.Broker.Cache;

/// <summary>
/// The chunks that a segment can be found by, least recently used first. Owned by the <see cref="ChunkTable"/>, whose lock guards it.
/// </summary>
internal sealed class CachedChunks(CacheOptions options, TimeProvider time)
{
    private readonly Dictionary<SegmentId, Chunk> _chunks = [];
    private readonly LinkedList<Chunk> _byUse = [];
    private readonly RecentChunks _recent = new(options, time);

    public Chunk? Oldest => _byUse.First?.Value;

    public bool Contains(SegmentId id) => _chunks.ContainsKey(id);

    /// <summary>Finds a chunk, which is the last one to go from now on.</summary>
    public bool TryUse(SegmentId id, [NotNullWhen(true)] out Chunk? chunk)
    {
        if (!_chunks.TryGetValue(id, out chunk))
        {
            return false;
        }

        _byUse.Remove(chunk.Node);
        _byUse.AddLast(chunk.Node);
        return true;
    }

    public void Add(Chunk chunk)
    {
        _chunks.Add(chunk.Id, chunk);
        _byUse.AddLast(chunk.Node);
        chunk.IsCached = true;
    }

    /// <summary>Reads do not push it out for a while.</summary>
    public void Protect(Chunk chunk) => _recent.Protect(chunk);

    public void Remove(Chunk chunk)
    {
        _byUse.Remove(chunk.Node);
        _chunks.Remove(chunk.Id);
        chunk.IsCached = false;
    }

    /// <summary>
    /// Picks the chunk to evict first: one without a lease, and a protected one only for a write. Null when there is none.
    /// </summary>
    public Chunk? FindEvictable(MemoryPurpose purpose)
    {
        _recent.Expire();
        for (var node = _byUse.First; node is not null; node = node.Next)
        {
            var chunk = node.Value;
            if (chunk.Leases == 0 && (purpose == MemoryPurpose.Write || !chunk.IsProtected))
            {
                return chunk;
            }
        }

        return null;
    }
}

/// <summary>The memory in which segments are read, and how it is shared.</summary>
public sealed class CacheOptions
{
    /// <summary>
    /// For chunks, recent and cold together, those that unsent responses hold included. With 64 MiB sixteen consumers that drift
    /// apart load segments again and again; 160 MiB is what a process of 512 MiB can spare.
    /// </summary>
    public int CacheBytesMax { get; init; } = 160 << 20;

    /// <summary>The amount of recently written data that cold reads cannot evict, so that tail readers never touch the store.</summary>
    public int RecentBytesMax { get; init; } = 48 << 20;

    /// <summary>The time for which written data is protected. A tail reader that is later than this lags.</summary>
    public TimeSpan RecentAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Segments that are being read ahead of cold scans, all of them together. Four keep one disk busy; as many again wait for their turn.
    /// </summary>
    public int ReadAheadsMax { get; init; } = 8;
}
