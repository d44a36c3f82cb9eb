using Garam.Segments;
using Garam.Metadata;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Transport.Buffers;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.Cache;

/// <summary>Reads whole segments from the store and reports what is wrong with them. Any thread; the caller owns the memory.</summary>
internal sealed partial class SegmentLoader(IObjectStore store, CacheMetrics metrics, ILogger<ChunkCache> logger)
{
    private readonly ReportedOnce<SegmentId> _corrupt = new();

    /// <summary>The memory that a segment of this length takes: stores read whole blocks.</summary>
    public int AlignedLength(int length) =>
        (int)Math.Min(int.MaxValue, ((long)length + store.Alignment - 1) / store.Alignment * store.Alignment);

    /// <summary>Never throws: whatever goes wrong is an outcome, because many wait for the same load.</summary>
    public async ValueTask<ChunkOutcome> ReadAsync(SegmentLoad load, CancellationToken cancellation)
    {
        try
        {
            var read = await store.ReadAsync(load.Id.Key, 0, load.Block.Memory, cancellation);
            return read.Found ? Check(load, read.BytesRead) : ChunkOutcome.Missing;
        }
        catch (GaramException exception)
        {
            Log.ReadFailed(logger, exception, load.Id.Key);
            return exception.Kind == ErrorKind.Corrupt ? ChunkOutcome.Corrupt : ChunkOutcome.Unavailable;
        }
        catch (OperationCanceledException)
        {
            return ChunkOutcome.Unavailable;
        }
        catch (Exception fault)
        {
            // A bug, here or in the store. It is logged, and must still end the load.
            ReportBroken(load.Id, fault);
            return ChunkOutcome.Unavailable;
        }
    }

    public void ReportBroken(SegmentId id, Exception fault) => Log.ReadBroke(logger, fault, id.Key);

    /// <summary>The segment fits into the cache. One that does not is reported, once.</summary>
    public bool Fits(SegmentId id, int length, int cacheBytes)
    {
        if (AlignedLength(length) <= cacheBytes)
        {
            return true;
        }

        if (_corrupt.IsNew(id))
        {
            Log.TooLarge(logger, id.Key, length, cacheBytes);
        }

        return false;
    }

    private ChunkOutcome Check(SegmentLoad load, int bytesRead)
    {
        var fault = bytesRead < load.Length ? SegmentFault.Torn : SegmentFormat.CheckHeader(load.Block.Memory.Span);
        if (fault == SegmentFault.None)
        {
            metrics.Loaded(bytesRead);
            return ChunkOutcome.Ready;
        }

        metrics.Corrupt();
        if (_corrupt.IsNew(load.Id))
        {
            Log.CorruptSegment(logger, load.Id.Key, fault);
        }

        return ChunkOutcome.Corrupt;
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "Segment {Key} is damaged ({Fault}) and is not served.")]
        public static partial void CorruptSegment(ILogger logger, string key, SegmentFault fault);

        [LoggerMessage(5102, LogLevel.Warning, "Segment {Key} cannot be read.")]
        public static partial void ReadFailed(ILogger logger, Exception exception, string key);

        [LoggerMessage(5104, LogLevel.Error, "Reading segment {Key} failed with an unexpected error.")]
        public static partial void ReadBroke(ILogger logger, Exception exception, string key);

        [LoggerMessage(5105, LogLevel.Error,
            "Segment {Key} has {Length} bytes, more than the cache may hold ({CacheBytes}), and is not served.")]
        public static partial void TooLarge(ILogger logger, string key, int length, int cacheBytes);
    }
}

/// <summary>
/// One read of the store under way, and those that wait for it. <see cref="ChunkCache"/> owns it; its lock guards what changes.
/// </summary>
internal sealed class SegmentLoad(SegmentId id, int length, ArenaBlock block, bool isReadAhead)
{
    public SegmentId Id { get; } = id;

    public int Length { get; } = length;

    /// <summary>Becomes the chunk's, or goes back.</summary>
    public ArenaBlock Block { get; } = block;

    public bool IsReadAhead { get; } = isReadAhead;

    /// <summary>Each gets a lease of its own.</summary>
    public List<TaskCompletionSource<ChunkLoad>> Waiters { get; } = [];

    /// <summary>Completes when the load has ended for all its waiters, however it went.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A caller more that waits. The cache's lock is held.</summary>
    public TaskCompletionSource<ChunkLoad> Join()
    {
        var waiter = new TaskCompletionSource<ChunkLoad>(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiters.Add(waiter);
        return waiter;
    }
}
