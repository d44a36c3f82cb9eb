using Garam.Metadata;
using Garam.Transport.Buffers;

namespace Garam.Broker.Cache;

/// <summary>
/// A segment in memory. (A chunk may be a part of a segment; fresh segments, which are the only ones so far, are one chunk.)
/// Made by <see cref="ChunkCache"/>, which counts its leases; its bytes may be read while a lease is held.
/// </summary>
public sealed class Chunk
{
    private readonly bool _verify;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, PreparedExtent> _extents = [];

    /// <param name="block">The bytes; the chunk owns them.</param>
    /// <param name="length">The length of the segment; the block may be longer.</param>
    /// <param name="verify">True when the bytes came from the store and are not checked yet.</param>
    internal Chunk(SegmentId id, ArenaBlock block, int length, bool verify)
    {
        Id = id;
        Block = block;
        Length = length;
        _verify = verify;
        Node = new LinkedListNode<Chunk>(this);
    }

    public SegmentId Id { get; }

    public int Length { get; }

    internal ArenaBlock Block { get; }

    /// <summary>The place of a fault that an earlier read of this segment had. A fault that is still there is in the store.</summary>
    internal int? DoubtedPosition { get; init; }

    internal int Bytes => Block.Memory.Length;

    internal LinkedListNode<Chunk> Node { get; }

    // What follows belongs to the ChunkTable and is guarded by its lock.
    internal int Leases { get; set; }

    internal bool IsCached { get; set; }

    internal bool IsProtected { get; set; }

    internal long AddedAt { get; set; }

    /// <summary>Prepares the extent if this is the first use of it in this chunk. Any thread; a second one waits for the first.</summary>
    internal PreparedExtent Prepare(ExtentPlace place, out bool isFirst)
    {
        lock (_gate)
        {
            isFirst = !_extents.TryGetValue(place.Position, out var extent);
            if (extent is null)
            {
                extent = PreparedExtent.Prepare(Block.Memory[..Length], place, _verify);
                _extents.Add(place.Position, extent);
            }

            return extent;
        }
    }
}

/// <summary>The place of consecutive batches of one partition in a segment, and their offsets.</summary>
/// <param name="Position">The position of the first batch in the segment.</param>
/// <param name="Length">The length of all batches, in bytes.</param>
/// <param name="BaseOffset">The offset of the first record.</param>
/// <param name="LastOffset">The offset of the last record.</param>
public readonly record struct ExtentPlace(int Position, int Length, long BaseOffset, long LastOffset);
