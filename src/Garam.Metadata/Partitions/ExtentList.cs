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

    /// <summary>The first extent, from an index on, with a record at or after the time; -1 when there is none. Passes whole chunks by their maximum.</summary>
    public int IndexOfTimestamp(long timestampMs, int from)
    {
        for (var index = from; index < Count; index++)
        {
            var at = _first + index;
            if ((at & (ExtentChunk.Capacity - 1)) == 0 && _chunks![at >> ExtentChunk.CapacityLog2].MaxTimestampMs < timestampMs)
            {
                index += ExtentChunk.Capacity - 1;
            }
            else if (this[index].MaxTimestampMs >= timestampMs)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The first of the extents, from an index on, with the latest timestamp; -1 when there is none. Passes whole chunks by their maximum.</summary>
    public int IndexOfMaxTimestamp(int from)
    {
        var best = -1;
        for (var index = from; index < Count; index++)
        {
            var at = _first + index;
            var isChunkStart = (at & (ExtentChunk.Capacity - 1)) == 0;
            if (best >= 0 && isChunkStart && _chunks![at >> ExtentChunk.CapacityLog2].MaxTimestampMs <= this[best].MaxTimestampMs)
            {
                index += ExtentChunk.Capacity - 1;
            }
            else if (best < 0 || this[index].MaxTimestampMs > this[best].MaxTimestampMs)
            {
                best = index;
            }
        }

        return best;
    }
}
