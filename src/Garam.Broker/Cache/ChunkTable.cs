using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.Broker.Cache;

/// <summary>
/// Who holds which part of the arena: chunks, and segments being written. Leased chunks keep their memory even after they are evicted. Any thread; one lock, under which nothing is awaited and the arena's own lock is taken.
/// A request for memory never waits for one that waits itself: writes hold none, and fetches ask without waiting once they hold a lease.
/// </summary>
internal sealed class ChunkTable
{
    private readonly BlockArena _arena;
    private readonly CacheOptions _options;
    private readonly Lock _gate = new();
    private readonly CachedChunks _cached;
    private readonly MemoryWaiters _waiters;
    private long _chunkBytes;

    public ChunkTable(BlockArena arena, CacheOptions options, TimeProvider time)
    {
        (_arena, _options) = (arena, options);
        _cached = new CachedChunks(options, time);
        _waiters = new MemoryWaiters(_gate, Serve);
    }

    /// <summary>Of chunks: cached, leased and being loaded.</summary>
    public long ChunkBytes => Volatile.Read(ref _chunkBytes);

    public bool HasWaiters
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Any;
            }
        }
    }

    public bool Contains(SegmentId id)
    {
        lock (_gate)
        {
            return _cached.Contains(id);
        }
    }

    public Chunk? TryLease(SegmentId id)
    {
        lock (_gate)
        {
            if (_cached.TryUse(id, out var chunk))
            {
                chunk.Leases++;
            }

            return chunk;
        }
    }

    /// <summary>Null when there is no room that may be taken for this purpose, or when others wait for room.</summary>
    public ArenaBlock? TryTake(int bytes, MemoryPurpose purpose)
    {
        lock (_gate)
        {
            return _waiters.MayOvertake(purpose) && TryTakeNow(bytes, purpose, out var block) ? block : null;
        }
    }

    public ValueTask<ArenaBlock> TakeAsync(int bytes, MemoryPurpose purpose, CancellationToken cancellation)
    {
        MemoryWaiters.Waiter waiter;
        lock (_gate)
        {
            if (_waiters.MayOvertake(purpose) && TryTakeNow(bytes, purpose, out var block))
            {
                return ValueTask.FromResult(block);
            }

            waiter = _waiters.Enqueue(bytes, purpose);
        }

        return _waiters.WaitAsync(waiter, cancellation);
    }

    /// <summary>Gives back what was taken and did not become a chunk.</summary>
    public void Return(ArenaBlock block, MemoryPurpose purpose)
    {
        lock (_gate)
        {
            _chunkBytes -= purpose == MemoryPurpose.Write ? 0 : block.Memory.Length;
            block.Dispose();
            Serve();
        }
    }

    /// <summary>A chunk that was loaded, into memory taken for that, with as many leases as somebody waits for it.</summary>
    public void AddLoaded(Chunk chunk, int leases)
    {
        lock (_gate)
        {
            chunk.Leases = leases;
            _cached.Add(chunk);
            Serve();
        }
    }

    /// <summary>A segment that was written and committed. It is given up at once where the cache has no room for it.</summary>
    public void AddWritten(Chunk chunk)
    {
        lock (_gate)
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

            Serve();
        }
    }

    public void Release(Chunk chunk)
    {
        lock (_gate)
        {
            Invariant.Check(chunk.Leases > 0);
            chunk.Leases--;
            if (chunk is { Leases: 0, IsCached: false })
            {
                Free(chunk);
            }

            Serve();
        }
    }

    /// <summary>Whoever wants this segment next reads it from the store.</summary>
    public void Forget(Chunk chunk)
    {
        lock (_gate)
        {
            if (chunk.IsCached)
            {
                Evict(chunk);
            }

            Serve();
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            while (_cached.Oldest is { } oldest)
            {
                Evict(oldest);
            }
        }
    }

    private bool TryTakeNow(int bytes, MemoryPurpose purpose, [NotNullWhen(true)] out ArenaBlock? block)
    {
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

    private void Serve()
    {
        while (_waiters.TryPeek(out var bytes, out var purpose) && TryTakeNow(bytes, purpose, out var block))
        {
            _waiters.Grant(block);
        }
    }
}
