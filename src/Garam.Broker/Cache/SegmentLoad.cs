using Garam.Metadata;
using Garam.Transport.Buffers;

namespace Garam.Broker.Cache;

/// <summary>One read of the store under way, and how many wait for it. <see cref="ChunkCache"/> owns it; its lock guards what changes.</summary>
internal sealed class SegmentLoad(SegmentId id, int length, ArenaBlock block, bool isReadAhead)
{
    public SegmentId Id { get; } = id;

    public int Length { get; } = length;

    /// <summary>Becomes the chunk's, or goes back.</summary>
    public ArenaBlock Block { get; } = block;

    public bool IsReadAhead { get; } = isReadAhead;

    public int Joined { get; set; }

    public TaskCompletionSource<ChunkLoad> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
