namespace Garam.Metadata.Partitions;

/// <summary>
/// The extents of one partition in the order of their offsets: append at the end, drop from the head. A value: a copy taken
/// earlier stays what it was, because appending fills only room that no earlier copy counts. Appending is for the newest copy alone.
/// </summary>
internal readonly struct ExtentList
{
    private readonly ExtentChunk[]? _chunks;
    private readonly int _first;
    private readonly int _end;

    private ExtentList(ExtentChunk[] chunks, int first, int end)
    {
        _chunks = chunks;
        _first = first;
        _end = end;
    }

    public static ExtentList Empty => default;

    public int Count => _end - _first;

    public ref readonly StoredExtent this[int index]
    {
        get
        {
            var at = _first + index;
            return ref _chunks![at >> ExtentChunk.CapacityLog2].Slots[at & (ExtentChunk.Capacity - 1)];
        }
    }

    public ExtentList Append(in StoredExtent extent)
    {
        var number = _end >> ExtentChunk.CapacityLog2;
        var slot = _end & (ExtentChunk.Capacity - 1);
        var chunks = _chunks ?? [];
        if (number == chunks.Length)
        {
            Array.Resize(ref chunks, Math.Max(1, chunks.Length * 2));
        }

        if (slot == 0)
        {
            chunks[number] = ExtentChunk.New();
        }
        else if (slot == chunks[number].Slots.Length)
        {
            chunks[number] = chunks[number].Grown();
        }

        chunks[number].Set(slot, extent);
        return new ExtentList(chunks, _first, _end + 1);
    }

    /// <summary>Whole chunks at the head are let go at once, at the cost of a copy of the directory.</summary>
    public ExtentList DropFirst(int count)
    {
        var first = _first + count;
        if (first == _end)
        {
            return Empty;
        }

        var dropped = first >> ExtentChunk.CapacityLog2;
        if (dropped == 0)
        {
            return new ExtentList(_chunks!, first, _end);
        }

        var shift = dropped << ExtentChunk.CapacityLog2;
        return new ExtentList(_chunks![dropped..], first - shift, _end - shift);
    }

    /// <summary>The index of the last extent that begins at or before the offset; -1 when all begin after it.</summary>
    public int IndexOf(long offset)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].BaseOffset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }

    /// <summary>
    /// The first extent, from an index on, that may have a record at or after the time, with as many steps as are left; -1 when there is none
    /// up to <paramref name="next"/>, where the search goes on. Passes whole chunks in one step.
    /// </summary>
    public int FindTime(long timestampMs, int from, ref int steps, out int next)
    {
        next = from;
        while (next < Count && steps-- > 0)
        {
            var chunk = ChunkOf(next);
            if (!chunk.HasUnknownTimes && chunk.MaxTimestampMs < timestampMs)
            {
                next = Math.Min(Count, ChunkStart(next) + ExtentChunk.Capacity);
            }
            else if (!this[next].IsTimeKnown || this[next].MaxTimestampMs >= timestampMs)
            {
                return next;
            }
            else
            {
                next++;
            }
        }

        return -1;
    }

    /// <summary>
    /// The extent with the latest known time below <paramref name="limit"/>, the first one if there are several, among those before an index.
    /// Goes backwards, because logs ascend: then every chunk but the last one is passed in one step.
    /// </summary>
    /// <param name="limit">Extents as late as this one count only if they come after it.</param>
    /// <param name="best">What was found so far; -1 for nothing.</param>
    /// <param name="first">The first extent that counts.</param>
    /// <param name="steps">As many steps as are left.</param>
    /// <param name="next">The extents before this index are still to be searched.</param>
    public int FindLatest((long TimestampMs, long Offset) limit, int best, int first, ref int steps, ref int next)
    {
        while (next > first && steps-- > 0)
        {
            var chunk = ChunkOf(next - 1);
            ref readonly var extent = ref this[next - 1];
            if (best >= 0 && chunk.MaxTimestampMs < this[best].MaxTimestampMs)
            {
                next = Math.Max(first, ChunkStart(next - 1));
                continue;
            }

            next--;
            var counts = extent.IsTimeKnown && (extent.MaxTimestampMs < limit.TimestampMs || (extent.MaxTimestampMs == limit.TimestampMs && extent.BaseOffset > limit.Offset));
            if (counts && (best < 0 || extent.MaxTimestampMs >= this[best].MaxTimestampMs))
            {
                best = next;
            }
        }

        return best;
    }

    /// <summary>The last extent without a known time before <paramref name="next"/>; -1 when there is none, or the steps are used up.</summary>
    public int FindUnknownTime(int first, ref int steps, ref int next)
    {
        while (next > first && steps-- > 0)
        {
            if (!ChunkOf(next - 1).HasUnknownTimes)
            {
                next = Math.Max(first, ChunkStart(next - 1));
            }
            else if (!this[--next].IsTimeKnown)
            {
                return next;
            }
        }

        return -1;
    }

    private ExtentChunk ChunkOf(int index) => _chunks![(_first + index) >> ExtentChunk.CapacityLog2];

    /// <summary>The index at which the chunk begins that holds an index; below zero where its beginning was dropped.</summary>
    private int ChunkStart(int index) => index - ((_first + index) & (ExtentChunk.Capacity - 1));
}

/// <summary>
/// Up to <see cref="Capacity"/> extents. What is written never changes; only the unused rest is filled, so a list that was
/// captured earlier shares the chunk.
/// </summary>
internal sealed class ExtentChunk(StoredExtent[] slots)
{
    /// <summary>8 KiB: large enough that the directory of a million extents stays small, small enough that memory is freed steadily.</summary>
    public const int Capacity = 1 << CapacityLog2;

    public const int CapacityLog2 = 8;

    /// <summary>Most partitions of many hold few extents, so a chunk begins with room for these only.</summary>
    private const int FirstSize = 4;

    public StoredExtent[] Slots { get; } = slots;

    /// <summary>An index for searches by time; it may cover extents that a captured list does not have.</summary>
    public long MaxTimestampMs { get; private set; } = long.MinValue;

    /// <summary>Some extents tell no time (<see cref="StoredExtent.IsTimeKnown"/>): searches by time cannot pass the chunk.</summary>
    public bool HasUnknownTimes { get; private set; }

    public static ExtentChunk New() => new(new StoredExtent[FirstSize]);

    public void Set(int slot, in StoredExtent extent)
    {
        Slots[slot] = extent;
        MaxTimestampMs = Math.Max(MaxTimestampMs, extent.MaxTimestampMs);
        HasUnknownTimes |= !extent.IsTimeKnown;
    }

    public ExtentChunk Grown()
    {
        var slots = new StoredExtent[Math.Min(Slots.Length * 4, Capacity)];
        Slots.CopyTo(slots, 0);
        return new ExtentChunk(slots) { MaxTimestampMs = MaxTimestampMs, HasUnknownTimes = HasUnknownTimes };
    }
}
