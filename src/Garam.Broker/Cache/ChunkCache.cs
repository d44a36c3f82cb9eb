using Garam.Metadata;
using Garam.Storage;
using Garam.Transport.Buffers;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.Cache;

/// <summary>
/// The segments that this process has in memory: those it wrote and those it read. A segment is read from the store once, in one direct
/// read, however many requests want it. Owns the memory of chunks and hands out that of segments being written, from one arena, so that a
/// written segment becomes a chunk without a copy. Any thread. Disposing waits for reads under way; the owner disposes after all leases are
/// returned.
/// </summary>
public sealed class ChunkCache : IAsyncDisposable
{
    private readonly SegmentLoader _loader;
    private readonly CacheOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly ChunkTable _table;
    private readonly SegmentDoubts _doubts;
    private readonly CancellationTokenSource _lifetime = new();

    // Taken before the table's own lock: between the two a chunk is either in the table or in here.
    private readonly Lock _gate = new();
    private readonly Dictionary<SegmentId, SegmentLoad> _loads = [];
    private int _readAheads;

    /// <param name="arena">Holds at least <see cref="CacheOptions.CacheBytesMax"/> and the segments being written.</param>
    /// <param name="time">Measures the age of written chunks.</param>
    /// <param name="logger">Reports faults of the store.</param>
    public ChunkCache(
        IObjectStore store, BlockArena arena, CacheOptions options, TimeProvider time, CacheMetrics metrics, ILogger<ChunkCache> logger)
    {
        _loader = new SegmentLoader(store, metrics, logger);
        _options = options;
        _metrics = metrics;
        _table = new ChunkTable(arena, options, time);
        _doubts = new SegmentDoubts(metrics, logger);
        metrics.Observe(() => _table.ChunkBytes);
    }

    public long UsedBytes => _table.ChunkBytes;

    /// <summary>Somebody cannot read or write before a lease is given back.</summary>
    public bool HasWaiters => _table.HasWaiters;

    /// <summary>Memory for a segment to be written; evicts what it can and waits in front of all readers.</summary>
    public ValueTask<ArenaBlock> TakeForWriteAsync(int bytes, CancellationToken cancellation) =>
        _table.TakeAsync(bytes, MemoryPurpose.Write, cancellation);

    /// <summary>Gives back memory for a segment that will not become a chunk.</summary>
    public void ReturnFromWrite(ArenaBlock block) => _table.Return(block, MemoryPurpose.Write);

    /// <summary>Takes over the memory of a segment that is stored, before it is committed. The caller no longer writes to it.</summary>
    public void AddWritten(SegmentId id, ArenaBlock block, int length) => _table.AddWritten(new Chunk(id, block, length, verify: false));

    /// <summary>Gives back a lease.</summary>
    public void Release(Chunk chunk) => _table.Release(chunk);

    /// <summary>
    /// Leases a segment, reading it if need be. A caller that already holds a lease must not wait: its own lease may be what blocks.
    /// </summary>
    public async ValueTask<ChunkLoad> LeaseAsync(SegmentId id, int length, bool mayWaitForRoom, CancellationToken cancellation)
    {
        if (TryLease(id, out var waiter) is { } cached)
        {
            _metrics.Hit();
            return new ChunkLoad(ChunkOutcome.Ready, cached);
        }

        if (waiter is null)
        {
            if (!_loader.Fits(id, length, _options.CacheBytesMax))
            {
                return ChunkLoad.Unavailable;
            }

            var block = mayWaitForRoom
                ? await _table.TakeAsync(_loader.AlignedLength(length), MemoryPurpose.Load, cancellation)
                : _table.TryTake(_loader.AlignedLength(length), MemoryPurpose.Load);
            if (block is null)
            {
                return ChunkLoad.NoRoom;
            }

            if (TryBegin(id, length, block, isReadAhead: false, out waiter) is { } meanwhile)
            {
                return new ChunkLoad(ChunkOutcome.Ready, meanwhile);
            }
        }

        return await waiter!.OrCancelledAsync(cancellation);
    }

    /// <summary>
    /// Begins to read a segment that will be wanted soon, if this evicts nothing. False when it was not begun, because there is no space or
    /// enough is being read ahead.
    /// </summary>
    public bool ReadAhead(SegmentId id, int length)
    {
        lock (_gate)
        {
            if (_loads.ContainsKey(id) || _table.Contains(id))
            {
                return true;
            }

            if (_readAheads >= _options.ReadAheadsMax)
            {
                return false;
            }
        }

        if (!_loader.Fits(id, length, _options.CacheBytesMax))
        {
            return true;
        }

        if (_table.TryTake(_loader.AlignedLength(length), MemoryPurpose.Load) is not { } block)
        {
            return false;
        }

        if (TryBegin(id, length, block, isReadAhead: true, out _) is { } meanwhile)
        {
            Release(meanwhile);
        }

        return true;
    }

    /// <summary>The extent as clients get it. A damaged one must not be served; its segment may be sound when it is read again.</summary>
    public PreparedExtent Prepare(Chunk chunk, ExtentPlace place)
    {
        var extent = chunk.Prepare(place, out var isFirst);
        if (isFirst && extent.IsSound)
        {
            _doubts.Dispel(chunk, place);
        }
        else if (isFirst && _doubts.Add(chunk, place))
        {
            _table.Forget(chunk);
        }

        return extent;
    }

    public ValueTask DisposeAsync()
    {
        _lifetime.CancelInline();
        return DrainAsync();
    }

    private async ValueTask DrainAsync()
    {
        Task[] loads;
        lock (_gate)
        {
            loads = [.. _loads.Values.Select(load => load.Ended.Task)];
        }

        await Task.WhenAll(loads);
        _table.Clear();
        _lifetime.Dispose();
    }

    private Chunk? TryLease(SegmentId id, out TaskCompletionSource<ChunkLoad>? waiter)
    {
        lock (_gate)
        {
            waiter = null;
            var chunk = _table.TryLease(id);
            if (chunk is null && _loads.TryGetValue(id, out var load))
            {
                waiter = load.Join();
            }

            return chunk;
        }
    }

    /// <summary>
    /// Starts to fill the block, unless another request was faster: then it returns the block and uses the other's chunk or load. A
    /// read-ahead does not wait for it.
    /// </summary>
    private Chunk? TryBegin(SegmentId id, int length, ArenaBlock block, bool isReadAhead, out TaskCompletionSource<ChunkLoad>? waiter)
    {
        Chunk? chunk;
        SegmentLoad? begun = null;
        waiter = null;
        lock (_gate)
        {
            chunk = _table.TryLease(id);
            if (chunk is null)
            {
                if (!_loads.TryGetValue(id, out var load))
                {
                    load = begun = new SegmentLoad(id, length, block, isReadAhead);
                    _loads.Add(id, load);
                    _readAheads += isReadAhead ? 1 : 0;
                }

                waiter = isReadAhead ? null : load.Join();
            }
        }

        if (begun is null)
        {
            _table.Return(block, MemoryPurpose.Load);
        }
        else
        {
            _ = RunAsync(begun);
        }

        return chunk;
    }

    /// <summary>Completes the load for every waiter, whatever happens: nothing else could wake them.</summary>
    private async Task RunAsync(SegmentLoad load)
    {
        var result = ChunkLoad.Unavailable;
        try
        {
            CountStart(load);
            result = await ReadAsync(load);
        }
        catch (Exception fault)
        {
            _loader.ReportBroken(load.Id, fault);
        }

        End(load, result);
        load.Ended.SetResult();
    }

    private async ValueTask<ChunkLoad> ReadAsync(SegmentLoad load)
    {
        var outcome = await _loader.ReadAsync(load, _lifetime.Token);
        var doubted = _doubts.Take(load.Id);
        var chunk = outcome == ChunkOutcome.Ready
            ? new Chunk(load.Id, load.Block, load.Length, verify: true) { DoubtedPosition = doubted }
            : null;
        return new ChunkLoad(outcome, chunk);
    }

    private void End(SegmentLoad load, ChunkLoad result)
    {
        lock (_gate)
        {
            _loads.Remove(load.Id);
            _readAheads -= load.IsReadAhead ? 1 : 0;
            if (result.IsReady)
            {
                _table.AddLoaded(result.Chunk, load.Waiters.Count);
            }
            else
            {
                _table.Return(load.Block, MemoryPurpose.Load);
            }
        }

        foreach (var waiter in load.Waiters)
        {
            // A caller that gave up meanwhile does not give its lease back.
            if (!waiter.TrySetResult(result) && result.IsReady)
            {
                _table.Release(result.Chunk);
            }
        }
    }

    private void CountStart(SegmentLoad load)
    {
        if (load.IsReadAhead)
        {
            _metrics.ReadAhead();
        }
        else
        {
            _metrics.Miss();
        }
    }
}
