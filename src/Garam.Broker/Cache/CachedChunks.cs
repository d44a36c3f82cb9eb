using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;

namespace Garam.Broker.Cache;

/// <summary>The chunks that a segment can be found by, least recently used first. Owned by the <see cref="ChunkTable"/>, whose lock guards it.</summary>
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

    /// <summary>Which one has to go first: nobody leases it, and only writes push out what is protected. Null when there is none.</summary>
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
