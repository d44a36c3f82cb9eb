using Garam.Metadata;
using Garam.Transport.Buffers;

namespace Garam.Broker.Cache;

/// <summary>One read of the store under way, and those that wait for it. <see cref="ChunkCache"/> owns it; its lock guards what changes.</summary>
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
