using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Transport.Buffers;
using Garam.Waiting;

namespace Garam.Broker.Cache;

/// <summary>
/// Tracks which part of the arena each chunk and each segment being written holds. Leased chunks keep their memory even after they are
/// evicted. Any thread; one lock, under which nothing is awaited and the arena's own lock is taken. A request for memory never waits for
/// one that waits itself: writes hold none, and fetches ask without waiting once they hold a lease.
/// </summary>
internal sealed class ChunkTable
{
    private readonly BlockArena _arena;
    private readonly CacheOptions _options;
    private readonly CachedChunks _cached;
    private readonly WaitQueue<MemoryRequest, ArenaBlock> _queue;
    private long _chunkBytes;

    public ChunkTable(BlockArena arena, CacheOptions options, TimeProvider time)
    {
        (_arena, _options) = (arena, options);
        _cached = new CachedChunks(options, time);
        _queue = new WaitQueue<MemoryRequest, ArenaBlock>(TryTakeNow, static request => request.Purpose == MemoryPurpose.Write);
    }

    /// <summary>Memory of chunks: cached, leased and being loaded.</summary>
    public long ChunkBytes => Volatile.Read(ref _chunkBytes);

    public bool HasWaiters => _queue.HasWaiters;

    public bool Contains(SegmentId id)
    {
        lock (_queue.Gate)
        {
            return _cached.Contains(id);
        }
    }

    public Chunk? TryLease(SegmentId id)
    {
        lock (_queue.Gate)
        {
            if (_cached.TryUse(id, out var chunk))
            {
                chunk.Leases++;
            }

            return chunk;
        }
    }

    /// <summary>
    /// Null when there is no room that may be taken for this purpose, or when others wait for room. A write may overtake readers.
    /// </summary>
    public ArenaBlock? TryTake(int bytes, MemoryPurpose purpose) =>
        _queue.TryEnter(new MemoryRequest(bytes, purpose), out var block) ? block : null;

    public ValueTask<ArenaBlock> TakeAsync(int bytes, MemoryPurpose purpose, CancellationToken cancellation) =>
        _queue.EnterAsync(new MemoryRequest(bytes, purpose), cancellation);

    /// <summary>Gives back what was taken and did not become a chunk.</summary>
    public void Return(ArenaBlock block, MemoryPurpose purpose)
    {
        lock (_queue.Gate)
        {
            _chunkBytes -= purpose == MemoryPurpose.Write ? 0 : block.Memory.Length;
            block.Dispose();
            _queue.Serve();
        }
    }

    /// <summary>A chunk that was loaded, into memory taken for that, with one lease for each waiter.</summary>
    public void AddLoaded(Chunk chunk, int leases)
    {
        lock (_queue.Gate)
        {
            chunk.Leases = leases;
            _cached.Add(chunk);
            _queue.Serve();
        }
    }

    /// <summary>A segment that was written and committed. It is given up at once where the cache has no room for it.</summary>
    public void AddWritten(Chunk chunk)
    {
        lock (_queue.Gate)
        {
            if (MakeRoom(chunk.Bytes, MemoryPurpose.Write))
            {
                _chunkBytes += chunk.Bytes;
                _cached.Add(chunk);
                _cached.Protect(chunk);
            }
            else
            {
                chunk.Block.Dispose();
            }

            _queue.Serve();
        }
    }

    public void Release(Chunk chunk)
    {
        lock (_queue.Gate)
        {
            Invariant.Check(chunk.Leases > 0);
            chunk.Leases--;
            if (chunk is { Leases: 0, IsCached: false })
            {
                Free(chunk);
            }

            _queue.Serve();
        }
    }

    /// <summary>The next request for this segment reads it from the store.</summary>
    public void Forget(Chunk chunk)
    {
        lock (_queue.Gate)
        {
            if (chunk.IsCached)
            {
                Evict(chunk);
            }

            _queue.Serve();
        }
    }

    public void Clear()
    {
        lock (_queue.Gate)
        {
            while (_cached.Oldest is { } oldest)
            {
                Evict(oldest);
            }
        }
    }

    private bool TryTakeNow(MemoryRequest request, [MaybeNullWhen(false)] out ArenaBlock block)
    {
        var (bytes, purpose) = request;
        block = null;
        if (purpose != MemoryPurpose.Write && !MakeRoom(bytes, purpose))
        {
            return false;
        }

        // The sum may be free but not in one piece: then more has to go.
        while ((block = _arena.TryAllocate(bytes)) is null)
        {
            if (!TryEvictOne(purpose))
            {
                return false;
            }
        }

        _chunkBytes += purpose == MemoryPurpose.Write ? 0 : bytes;
        return true;
    }

    private bool MakeRoom(int bytes, MemoryPurpose purpose)
    {
        while (_chunkBytes + bytes > _options.CacheBytesMax)
        {
            if (!TryEvictOne(purpose))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryEvictOne(MemoryPurpose purpose)
    {
        if (_cached.FindEvictable(purpose) is not { } chunk)
        {
            return false;
        }

        Evict(chunk);
        return true;
    }

    private void Evict(Chunk chunk)
    {
        _cached.Remove(chunk);
        if (chunk.Leases == 0)
        {
            Free(chunk);
        }
    }

    private void Free(Chunk chunk)
    {
        _chunkBytes -= chunk.Bytes;
        chunk.Block.Dispose();
    }

    private readonly record struct MemoryRequest(int Bytes, MemoryPurpose Purpose);
}
