namespace Garam.Metadata.Partitions;

/// <summary>
/// The extents of one partition in the order of their offsets: append at the end, drop from the head. A value: an earlier copy never
/// changes, because appending fills only slots after its end. Append only to the newest copy.
/// </summary>
internal readonly struct ExtentList
{
    private readonly ExtentPage[]? _pages;
    private readonly int _first;
    private readonly int _end;

    private ExtentList(ExtentPage[] pages, int first, int end)
    {
        _pages = pages;
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
            return ref _pages![at >> ExtentPage.CapacityLog2].Slots[at & (ExtentPage.Capacity - 1)];
        }
    }

    public ExtentList Append(in StoredExtent extent)
    {
        var number = _end >> ExtentPage.CapacityLog2;
        var slot = _end & (ExtentPage.Capacity - 1);
        var pages = _pages ?? [];
        if (number == pages.Length)
        {
            Array.Resize(ref pages, Math.Max(1, pages.Length * 2));
        }

        if (slot == 0)
        {
            pages[number] = ExtentPage.New();
        }
        else if (slot == pages[number].Slots.Length)
        {
            pages[number] = pages[number].Grown();
        }

        pages[number].Set(slot, extent);
        return new ExtentList(pages, _first, _end + 1);
    }

    /// <summary>Releases whole pages at the head at once, at the cost of a copy of the directory.</summary>
    public ExtentList DropFirst(int count)
    {
        var first = _first + count;
        if (first == _end)
        {
            return Empty;
        }

        var dropped = first >> ExtentPage.CapacityLog2;
        if (dropped == 0)
        {
            return new ExtentList(_pages!, first, _end);
        }

        var shift = dropped << ExtentPage.CapacityLog2;
        return new ExtentList(_pages![dropped..], first - shift, _end - shift);
    }

    /// <summary>Returns the index of the last extent that begins at or before the offset, or -1 when all begin after it.</summary>
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
    /// Returns the first extent, from an index on, that may have a record at or after the time; -1 when there is none before
    /// <paramref name="next"/>, where the search continues. Ends early when the steps are used up. Passes a whole page in one step.
    /// </summary>
    public int FindTime(long timestampMs, int from, ref int steps, out int next)
    {
        next = from;
        while (next < Count && steps-- > 0)
        {
            var page = PageOf(next);
            if (!page.HasUnknownTimes && page.MaxTimestampMs < timestampMs)
            {
                next = Math.Min(Count, PageStart(next) + ExtentPage.Capacity);
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
    /// Returns the extent with the latest known time up to <paramref name="limit"/>, and the first such extent if there are several, among
    /// those before an index. Goes backwards, because times mostly ascend: then every page but the last one is passed in one step.
    /// </summary>
    /// <param name="limit">Extents of exactly this time count only after this offset.</param>
    /// <param name="best">The best extent so far; -1 for none.</param>
    /// <param name="first">The first extent that counts.</param>
    /// <param name="steps">The number of steps left.</param>
    /// <param name="next">The index before which extents are still to be searched.</param>
    public int FindLatest((long TimestampMs, long Offset) limit, int best, int first, ref int steps, ref int next)
    {
        while (next > first && steps-- > 0)
        {
            var page = PageOf(next - 1);
            ref readonly var extent = ref this[next - 1];
            if (best >= 0 && page.MaxTimestampMs < this[best].MaxTimestampMs)
            {
                next = Math.Max(first, PageStart(next - 1));
                continue;
            }

            next--;
            var counts = extent.IsTimeKnown && (extent.MaxTimestampMs < limit.TimestampMs
                || (extent.MaxTimestampMs == limit.TimestampMs && extent.BaseOffset > limit.Offset));
            if (counts && (best < 0 || extent.MaxTimestampMs >= this[best].MaxTimestampMs))
            {
                best = next;
            }
        }

        return best;
    }

    /// <summary>
    /// Returns the last extent without a known time before <paramref name="next"/>, or -1 when there is none or the steps are used up.
    /// </summary>
    public int FindUnknownTime(int first, ref int steps, ref int next)
    {
        while (next > first && steps-- > 0)
        {
            if (!PageOf(next - 1).HasUnknownTimes)
            {
                next = Math.Max(first, PageStart(next - 1));
            }
            else if (!this[--next].IsTimeKnown)
            {
                return next;
            }
        }

        return -1;
    }

    private ExtentPage PageOf(int index) => _pages![(_first + index) >> ExtentPage.CapacityLog2];

    /// <summary>Returns the index at which the page of an index begins. Negative where the beginning of the page was dropped.</summary>
    private int PageStart(int index) => index - ((_first + index) & (ExtentPage.Capacity - 1));
}

/// <summary>
/// Up to <see cref="Capacity"/> extents. Written slots never change and only unused slots are filled, so a list that was captured earlier
/// shares the page.
/// </summary>
internal sealed class ExtentPage(StoredExtent[] slots)
{
    /// <summary>8 KiB: large enough to keep the directory of a million extents small, and small enough to free memory steadily.</summary>
    public const int Capacity = 1 << CapacityLog2;

    public const int CapacityLog2 = 8;

    /// <summary>In a cluster of many partitions most hold few extents, so a page begins with room for a few.</summary>
    private const int FirstSize = 4;

    public StoredExtent[] Slots { get; } = slots;

    /// <summary>An index for searches by time. It may include extents that a captured list does not have.</summary>
    public long MaxTimestampMs { get; private set; } = long.MinValue;

    /// <summary>
    /// Some extents have no known time (<see cref="StoredExtent.IsTimeKnown"/>), so a search by time cannot pass the page.
    /// </summary>
    public bool HasUnknownTimes { get; private set; }

    public static ExtentPage New() => new(new StoredExtent[FirstSize]);

    public void Set(int slot, in StoredExtent extent)
    {
        Slots[slot] = extent;
        MaxTimestampMs = Math.Max(MaxTimestampMs, extent.MaxTimestampMs);
        HasUnknownTimes |= !extent.IsTimeKnown;
    }

    public ExtentPage Grown()
    {
        var slots = new StoredExtent[Math.Min(Slots.Length * 4, Capacity)];
        Slots.CopyTo(slots, 0);
        return new ExtentPage(slots) { MaxTimestampMs = MaxTimestampMs, HasUnknownTimes = HasUnknownTimes };
    }
}
