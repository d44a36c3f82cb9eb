using System.Collections.Immutable;
using Garam.Protocol;

namespace Garam.Metadata.Segments;

/// <summary>
/// Every segment that extents refer to, with the amount of live data in it, and the dead segments that wait to be deleted. A live segment
/// has a slot, by which extents name it. A new segment takes the smallest free slot, so every replica chooses the same.
/// </summary>
public sealed class SegmentTable
{
    private const int NoSlot = -1;

    private readonly PagedTable<LiveSegment> _live = new();
    private readonly Dictionary<SegmentId, int> _slots = [];
    private readonly PriorityQueue<int, int> _freeSlots = new();
    private readonly ImmutableSortedDictionary<DeadSegmentKey, DeadSegment>.Builder _dead =
        ImmutableSortedDictionary.CreateBuilder<DeadSegmentKey, DeadSegment>();

    private int _slotEnd;

    public int LiveCount => _slots.Count - _dead.Count;

    public int DeadCount => _dead.Count;

    /// <summary>In the order in which they died.</summary>
    public IEnumerable<DeadSegment> Dead => _dead.Values;

    /// <summary>In the order of their slots, which has no meaning.</summary>
    public IEnumerable<LiveSegment> Live
    {
        get
        {
            for (var slot = 0; slot < _slotEnd; slot++)
            {
                if (_live.Read(slot) is { Length: > 0 } segment)
                {
                    yield return segment;
                }
            }
        }
    }

    /// <summary>
    /// Returns whether the segment is live, or dead and not yet forgotten. An unknown object that was born below the birth watermark is an
    /// orphan.
    /// </summary>
    public bool IsKnown(SegmentId id) => _slots.ContainsKey(id);

    public bool TryGetLive(SegmentId id, out LiveSegment segment)
    {
        var isLive = _slots.TryGetValue(id, out var slot) && slot != NoSlot;
        segment = isLive ? _live.Read(slot) : default;
        return isLive;
    }

    internal StatusResult Apply(ForgetSegments command)
    {
        foreach (var segment in command.Segments)
        {
            Forget(segment.Key);
        }

        return StatusResult.Done;
    }

    internal ref readonly LiveSegment At(int slot) => ref _live.Read(slot);

    internal int Add(SegmentId id, long length, long committedMs)
    {
        var slot = _freeSlots.Count > 0 ? _freeSlots.Dequeue() : _slotEnd++;
        Put(slot, new LiveSegment(id, length, 0, 0, committedMs));
        return slot;
    }

    internal void AddExtent(int slot, int length)
    {
        ref var segment = ref _live.Write(slot);
        segment = segment with { LiveBytes = segment.LiveBytes + length, LiveExtents = segment.LiveExtents + 1 };
    }

    /// <summary>Removes an extent. The segment dies with its last one.</summary>
    internal void RemoveExtent(int slot, int length, in ApplyContext context)
    {
        ref var segment = ref _live.Write(slot);
        Invariant.Check(segment.LiveExtents > 0 && segment.LiveBytes >= length);
        segment = segment with { LiveBytes = segment.LiveBytes - length, LiveExtents = segment.LiveExtents - 1 };
        KillIfUnreferenced(slot, context);
    }

    internal void KillIfUnreferenced(int slot, in ApplyContext context)
    {
        ref var segment = ref _live.Write(slot);
        if (segment.LiveExtents > 0)
        {
            return;
        }

        RestoreDead(new DeadSegment(segment.Id, segment.Length, context.NowMs, context.Sequence));
        segment = default;
        _freeSlots.Enqueue(slot, slot);
    }

    internal void RestoreDead(DeadSegment segment)
    {
        _dead.Add(segment.Key, segment);
        _slots[segment.Id] = NoSlot;
    }

    /// <summary>Restores a segment from a snapshot. Slots come in ascending order; those between them are free.</summary>
    internal void RestoreLive(int slot, LiveSegment segment)
    {
        for (; _slotEnd < slot; _slotEnd++)
        {
            _freeSlots.Enqueue(_slotEnd, _slotEnd);
        }

        _slotEnd = slot + 1;
        Put(slot, segment);
    }

    internal LiveSegment[][] CaptureLive() => _live.Capture();

    internal ImmutableSortedDictionary<DeadSegmentKey, DeadSegment> CaptureDead() => _dead.ToImmutable();

    private void Forget(DeadSegmentKey key)
    {
        if (_dead.Remove(key))
        {
            _slots.Remove(key.Id);
        }
    }

    private void Put(int slot, LiveSegment segment)
    {
        _live.Write(slot) = segment;
        _slots.Add(segment.Id, slot);
    }
}

/// <summary>A segment that extents refer to.</summary>
/// <param name="Id">The name of the segment.</param>
/// <param name="Length">The size of the whole object in bytes.</param>
/// <param name="LiveBytes">The bytes of the extents that are still referenced.</param>
/// <param name="LiveExtents">The number of these extents.</param>
/// <param name="CommittedMs">The leader's time at the commit; 0 when it was committed at feature level 0.</param>
public readonly record struct LiveSegment(SegmentId Id, long Length, long LiveBytes, int LiveExtents, long CommittedMs);

/// <summary>A segment without a live extent. It stays in the store for the deletion grace, because replicas may still read it.</summary>
/// <param name="Id">The name of the segment.</param>
/// <param name="Length">The size of the whole object in bytes.</param>
/// <param name="DeadSinceMs">The leader's clock when it died.</param>
/// <param name="DeadSequence">The journal sequence number at which it died.</param>
public sealed record DeadSegment(SegmentId Id, long Length, long DeadSinceMs, long DeadSequence)
{
    public DeadSegmentKey Key => new(DeadSequence, Id);
}

/// <summary>Orders dead segments by the time of their death, so that the oldest are deleted first.</summary>
public readonly record struct DeadSegmentKey(long DeadSequence, SegmentId Id) : IComparable<DeadSegmentKey>
{
    public int CompareTo(DeadSegmentKey other)
    {
        var sequence = DeadSequence.CompareTo(other.DeadSequence);
        return sequence != 0 ? sequence : Id.CompareTo(other.Id);
    }
}
