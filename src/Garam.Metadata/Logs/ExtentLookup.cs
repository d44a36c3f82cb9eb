using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;

namespace Garam.Metadata.Logs;

/// <summary>Finds where the records of a partition lie. Guarded by the replica's lock, like the state that it reads.</summary>
public sealed class ExtentLookup(TopicTable topics, SegmentTable segments)
{
    /// <summary>Limits the extents, or whole pages of them, that one step of a search looks at: some microseconds.</summary>
    private const int StepsMax = 4_096;

    /// <summary>
    /// Finds the extents that hold the offsets from <paramref name="fromOffset"/> on and writes them into the caller's buffer: at most as
    /// many as fit, and none after the one that brings the bytes to <paramref name="bytesMax"/>. The first is included however large it is.
    /// Returns their number: 0 when the partition is unknown or the offset is not between log start and high watermark.
    /// </summary>
    public int Find(TopicPartition partition, long fromOffset, long bytesMax, Span<Extent> destination)
    {
        if (!topics.TryGetPartition(partition, out var state) || fromOffset < state.LogStartOffset || fromOffset >= state.HighWatermark)
        {
            return 0;
        }

        var extents = state.Extents;
        var count = 0;
        long bytes = 0;
        for (var index = Math.Max(extents.IndexOf(fromOffset), 0); index < extents.Count && count < destination.Length; index++)
        {
            destination[count++] = Resolve(extents[index]);
            bytes += extents[index].Length;
            if (bytes >= bytesMax)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>
    /// Takes one step of a search for the first extent, at or after an offset, that may have a record at or after the time and is not
    /// wholly below the start of the log.
    /// </summary>
    /// <param name="partition">The partition to search.</param>
    /// <param name="timestampMs">The earliest time of the record.</param>
    /// <param name="committedMsMin">Extents without a known time that were committed before this have no such record.</param>
    /// <param name="fromOffset">The offset at which the search begins or continues.</param>
    public ExtentSearch FindTime(TopicPartition partition, long timestampMs, long committedMsMin, long fromOffset)
    {
        if (!topics.TryGetPartition(partition, out var state))
        {
            return ExtentSearch.Nothing;
        }

        var extents = state.Extents;
        var from = Math.Max(FirstVisible(state), extents.IndexOf(fromOffset));
        from += from < extents.Count && extents[from].LastOffset < fromOffset ? 1 : 0;
        var steps = StepsMax;
        while (true)
        {
            var found = extents.FindTime(timestampMs, from, ref steps, out var next);
            if (found < 0)
            {
                return new ExtentSearch(null, next < extents.Count ? extents[next].BaseOffset : null);
            }

            if (!IsOlder(extents[found], committedMsMin))
            {
                return new ExtentSearch(Resolve(extents[found]), extents[found].LastOffset + 1);
            }

            from = found + 1;
        }
    }

    /// <summary>
    /// Takes one step of a search for the extent with the latest known time, and the first such extent if there are several.
    /// </summary>
    /// <param name="partition">The partition to search.</param>
    /// <param name="limit">Later extents do not count, and extents of the same time count only after this offset.</param>
    /// <param name="before">The result of the previous step, or null.</param>
    public ExtentSearch FindLatest(TopicPartition partition, (long TimestampMs, long Offset) limit, ExtentSearch? before)
    {
        if (!topics.TryGetPartition(partition, out var state))
        {
            return ExtentSearch.Nothing;
        }

        var extents = state.Extents;
        var first = FirstVisible(state);
        var next = before?.NextOffset is { } offset ? Math.Max(first, extents.IndexOf(offset)) : extents.Count;
        var best = before?.Extent is { } found ? extents.IndexOf(found.BaseOffset) : -1;
        var steps = StepsMax;
        best = extents.FindLatest(limit, best < first ? -1 : best, first, ref steps, ref next);
        return new ExtentSearch(best < 0 ? null : Resolve(extents[best]), next > first ? extents[next].BaseOffset : null);
    }

    /// <summary>Takes one step of a search for the last extent before an offset that has no known time.</summary>
    /// <param name="partition">The partition to search.</param>
    /// <param name="committedMsMin">Extents that were committed before this do not count.</param>
    /// <param name="beforeOffset">The offset before which the search begins or continues.</param>
    public ExtentSearch FindUnknownTime(TopicPartition partition, long committedMsMin, long beforeOffset)
    {
        if (!topics.TryGetPartition(partition, out var state))
        {
            return ExtentSearch.Nothing;
        }

        var extents = state.Extents;
        var first = FirstVisible(state);
        var next = beforeOffset == long.MaxValue ? extents.Count : Math.Max(first, extents.IndexOf(beforeOffset));
        var steps = StepsMax;
        while (true)
        {
            var found = extents.FindUnknownTime(first, ref steps, ref next);
            if (found < 0 || !IsOlder(extents[found], committedMsMin))
            {
                return new ExtentSearch(found < 0 ? null : Resolve(extents[found]), next > first ? extents[next].BaseOffset : null);
            }
        }
    }

    private static int FirstVisible(PartitionLog state)
    {
        var index = Math.Max(state.Extents.IndexOf(state.LogStartOffset), 0);
        return index < state.Extents.Count && state.Extents[index].LastOffset < state.LogStartOffset ? index + 1 : index;
    }

    /// <summary>The segment of the extent is known to have been committed before this time.</summary>
    private bool IsOlder(in StoredExtent extent, long committedMsMin) =>
        !extent.IsTimeKnown && segments.At(extent.SegmentSlot).CommittedMs is > 0 and var committedMs && committedMs < committedMsMin;

    private Extent Resolve(in StoredExtent stored)
    {
        ref readonly var segment = ref segments.At(stored.SegmentSlot);
        return new Extent(
            stored.BaseOffset, stored.LastOffset, segment.Id, stored.Position, stored.Length, stored.MaxTimestampMs, segment.CommittedMs);
    }
}

/// <summary>The result of one step of a search by time. The lock is released between two steps.</summary>
/// <param name="Extent">An extent to look into; null when this step found none.</param>
/// <param name="NextOffset">The offset at which the search continues; null when it has reached the end.</param>
public readonly record struct ExtentSearch(Extent? Extent, long? NextOffset)
{
    public static readonly ExtentSearch Nothing = new(null, null);
}
