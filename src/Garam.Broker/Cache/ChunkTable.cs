using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.Broker.Cache;

/// <summary>
/// Who holds which part of the arena: chunks by segment, least recently used first, and segments being written. Leased chunks keep
/// their memory even after they are evicted. Any thread; one lock, under which nothing is awaited and the arena's own lock is taken.
/// A request for memory never waits for one that waits itself: writes hold none, and fetches ask without waiting once they hold a lease.
/// </summary>
internal sealed class ChunkTable(BlockArena arena, CacheOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SegmentId, Chunk> _chunks = [];
    private readonly LinkedList<Chunk> _byUse = [];
    private readonly Queue<Chunk> _recent = [];
    private readonly LinkedList<Waiter> _waiters = [];
    private long _recentBytes;
    private long _chunkBytes;

    /// <summary>Of chunks: cached, leased and being loaded.</summary>
    public long ChunkBytes => Volatile.Read(ref _chunkBytes);

    public bool HasWaiters
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Count > 0;
            }
        }
    }

    public bool Contains(SegmentId id)
    {
        lock (_gate)
        {
            return _chunks.ContainsKey(id);
        }
    }

    public Chunk? TryLease(SegmentId id)
    {
        lock (_gate)
        {
            if (!_chunks.TryGetValue(id, out var chunk))
            {
                return null;
            }

            chunk.Leases++;
            _byUse.Remove(chunk.Node);
            _byUse.AddLast(chunk.Node);
            return chunk;
        }
    }

    /// <summary>Null when there is no room that may be taken for this purpose, or when others wait for room.</summary>
    public ArenaBlock? TryTake(int bytes, MemoryPurpose purpose)
    {
        lock (_gate)
        {
            return MayOvertake(purpose) && TryTakeNow(bytes, purpose, out var block) ? block : null;
        }
    }

    public ValueTask<ArenaBlock> TakeAsync(int bytes, MemoryPurpose purpose, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (MayOvertake(purpose) && TryTakeNow(bytes, purpose, out var block))
            {
                return ValueTask.FromResult(block);
            }

            waiter = Enqueue(bytes, purpose);
        }

        return WaitAsync(waiter, cancellation);
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
            Insert(chunk);
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
                Insert(chunk);
                Protect(chunk);
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

    /// <summary>The next who wants this segment reads it from the store.</summary>
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
            while (_byUse.First is { } oldest)
            {
                Evict(oldest.Value);
            }
        }
    }

    private bool MayOvertake(MemoryPurpose purpose) =>
        _waiters.First is not { } first || (purpose == MemoryPurpose.Write && first.Value.Purpose != MemoryPurpose.Write);

    private bool TryTakeNow(int bytes, MemoryPurpose purpose, [NotNullWhen(true)] out ArenaBlock? block)
    {
        block = null;
        if (purpose != MemoryPurpose.Write && !MakeRoom(bytes, purpose))
        {
            return false;
        }

        // The sum may be free but not in one piece: then more has to go.
        while ((block = arena.TryAllocate(bytes)) is null)
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
        while (_chunkBytes + bytes > options.CacheBytesMax)
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
        Unprotect();
        for (var node = _byUse.First; node is not null; node = node.Next)
        {
            var chunk = node.Value;
            if (chunk.Leases == 0 && (purpose == MemoryPurpose.Write || !chunk.IsProtected))
            {
                Evict(chunk);
                return true;
            }
        }

        return false;
    }

    private void Evict(Chunk chunk)
    {
        _byUse.Remove(chunk.Node);
        _chunks.Remove(chunk.Id);
        chunk.IsCached = false;
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

    private void Insert(Chunk chunk)
    {
        _chunks.Add(chunk.Id, chunk);
        _byUse.AddLast(chunk.Node);
        chunk.IsCached = true;
    }

    private void Protect(Chunk chunk)
    {
        chunk.IsProtected = true;
        chunk.AddedAt = time.GetTimestamp();
        _recent.Enqueue(chunk);
        _recentBytes += chunk.Bytes;
        Unprotect();
    }

    private void Unprotect()
    {
        while (_recent.TryPeek(out var oldest)
            && (_recentBytes > options.RecentBytesMax || time.GetElapsedTime(oldest.AddedAt) > options.RecentAge))
        {
            _recent.Dequeue();
            _recentBytes -= oldest.Bytes;
            oldest.IsProtected = false;
        }
    }

    private Waiter Enqueue(int bytes, MemoryPurpose purpose)
    {
        var waiter = new Waiter(this, bytes, purpose);
        var behind = _waiters.First;
        while (purpose == MemoryPurpose.Write && behind is { Value.Purpose: MemoryPurpose.Write })
        {
            behind = behind.Next;
        }

        if (purpose == MemoryPurpose.Write && behind is not null)
        {
            _waiters.AddBefore(behind, waiter.Node);
        }
        else
        {
            _waiters.AddLast(waiter.Node);
        }

        return waiter;
    }

    private void Serve()
    {
        while (_waiters.First is { } first && TryTakeNow(first.Value.Bytes, first.Value.Purpose, out var block))
        {
            _waiters.RemoveFirst();
            first.Value.Granted.SetResult(block);
        }
    }

    private static async ValueTask<ArenaBlock> WaitAsync(Waiter waiter, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static (state, token) => ((Waiter)state!).GiveUp(token), waiter))
        {
            return await waiter.Granted.Task;
        }
    }

    private sealed class Waiter
    {
        private readonly ChunkTable _table;

        public Waiter(ChunkTable table, int bytes, MemoryPurpose purpose)
        {
            _table = table;
            Bytes = bytes;
            Purpose = purpose;
            Node = new LinkedListNode<Waiter>(this);
        }

        public int Bytes { get; }

        public MemoryPurpose Purpose { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<ArenaBlock> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GiveUp(CancellationToken cancellation)
        {
            lock (_table._gate)
            {
                if (Node.List is not null)
                {
                    _table._waiters.Remove(Node);
                    Granted.SetCanceled(cancellation);
                    _table.Serve();
                }
            }
        }
    }
}
