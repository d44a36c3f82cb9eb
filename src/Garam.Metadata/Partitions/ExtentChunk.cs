namespace Garam.Metadata.Partitions;

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
