using System.Diagnostics.CodeAnalysis;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;

namespace Garam.Metadata.Partitions;

/// <summary>Finds where the records of a partition lie. Guarded by the replica's lock like the state that it reads.</summary>
public sealed class ExtentLookup(TopicTable topics, SegmentTable segments)
{
    /// <summary>
    /// The extents that hold the offsets from <paramref name="fromOffset"/> on, into a buffer of the caller: at most as many as fit,
    /// and none behind the one that brings the bytes to <paramref name="bytesMax"/>. The first is given however large it is.
    /// None when the partition is unknown or the offset is not between log start and high watermark.
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

    /// <summary>The first extent with a record at or after the time, and not wholly below the log's start.</summary>
    public bool TryFindByTimestamp(TopicPartition partition, long timestampMs, [NotNullWhen(true)] out Extent? extent)
    {
        extent = null;
        if (topics.TryGetPartition(partition, out var state))
        {
            var extents = state.Extents;
            var index = extents.IndexOfTimestamp(timestampMs, FirstVisible(state));
            extent = index < 0 ? null : Resolve(extents[index]);
        }

        return extent is not null;
    }

    /// <summary>The first extent with the latest timestamp of the partition: where ListOffsets (max timestamp) has to look.</summary>
    public bool TryFindMaxTimestamp(TopicPartition partition, [NotNullWhen(true)] out Extent? extent)
    {
        extent = null;
        if (topics.TryGetPartition(partition, out var state))
        {
            var extents = state.Extents;
            var index = extents.IndexOfMaxTimestamp(FirstVisible(state));
            extent = index < 0 ? null : Resolve(extents[index]);
        }

        return extent is not null;
    }

    private static int FirstVisible(PartitionState state)
    {
        var index = Math.Max(state.Extents.IndexOf(state.LogStartOffset), 0);
        return index < state.Extents.Count && state.Extents[index].LastOffset < state.LogStartOffset ? index + 1 : index;
    }

    private Extent Resolve(in StoredExtent stored)
    {
        ref readonly var segment = ref segments.At(stored.SegmentSlot);
        return new Extent(
            stored.BaseOffset, stored.LastOffset, segment.Id, stored.Position, stored.Length, stored.MaxTimestampMs, segment.CommittedMs);
    }
}
