using Garam.Broker.Cache;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Protocol;

namespace Garam.Broker.ReadPath.Planning;

/// <summary>The part of a fetch plan for one partition, as far as metadata knows.</summary>
public sealed record PartitionPlan(FetchTarget Target, ErrorCode Error)
{
    public TopicPartition Partition { get; init; }

    /// <summary>There is no such topic or partition.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>
    /// The client's last record is of the only epoch there is, and yet the fetch begins past its end: Kafka names the end then.
    /// </summary>
    public bool IsDiverging =>
        Error == ErrorCode.None && Target.LastFetchedEpoch == LeaderEpochs.Constant && Target.FetchOffset > HighWatermark;

    /// <summary>True when a replica that lags would say the same.</summary>
    public bool IsDoubtful => Error == ErrorCode.OffsetOutOfRange || IsDiverging;

    public long HighWatermark { get; init; } = -1;

    public long LastStableOffset { get; init; } = -1;

    public long LogStartOffset { get; init; } = -1;

    /// <summary>An error or an end that a client has to be told without waiting.</summary>
    public bool IsNews => IsDiverging || (Error != ErrorCode.None && !IsUnknown);

    /// <summary>Its part of the plan's extents.</summary>
    public int FirstExtent { get; init; }

    public int ExtentCount { get; init; }

    /// <summary>The bytes that the partition may get, out of those that the request may get.</summary>
    public int BytesMax { get; init; }
}

/// <param name="Segment">Its name.</param>
/// <param name="Length">The length of the whole segment, in bytes.</param>
public readonly record struct PlannedSegment(SegmentId Segment, int Length)
{
    /// <summary>Reads the segment's length from the state: the caller holds the replica's lock.</summary>
    public static PlannedSegment Of(ClusterState state, SegmentId id)
    {
        state.Segments.TryGetLive(id, out var segment);
        return new PlannedSegment(id, (int)segment.Length);
    }
}

/// <param name="Source">The segment that holds the bytes.</param>
/// <param name="Place">The place in the segment.</param>
public readonly record struct PlannedExtent(PlannedSegment Source, ExtentPlace Place)
{
    public SegmentId Segment => Source.Segment;

    public static PlannedExtent Of(ClusterState state, in Extent extent) => new(
        PlannedSegment.Of(state, extent.Segment), new ExtentPlace(extent.Position, extent.Length, extent.BaseOffset, extent.LastOffset));
}
