using Garam.Metadata;
using Garam.Protocol;

namespace Garam.Broker.ReadPath;

/// <summary>What one partition of a fetch gets, as far as metadata knows.</summary>
public sealed record PartitionPlan(FetchTarget Target, ErrorCode Error)
{
    public TopicPartition Partition { get; init; }

    /// <summary>There is no such topic or partition.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>The client's last record is of the only epoch there is, and yet the fetch begins past its end: Kafka names the end then.</summary>
    public bool IsDiverging => Error == ErrorCode.None && Target.LastFetchedEpoch == LeaderEpochs.Constant && Target.FetchOffset > HighWatermark;

    /// <summary>True when a replica that is behind would say the same.</summary>
    public bool IsDoubtful => Error == ErrorCode.OffsetOutOfRange || IsDiverging;

    public long HighWatermark { get; init; } = -1;

    public long LastStableOffset { get; init; } = -1;

    public long LogStartOffset { get; init; } = -1;

    /// <summary>An error or an end that a client has to be told without waiting.</summary>
    public bool IsNews => IsDiverging || (Error != ErrorCode.None && !IsUnknown);

    /// <summary>Its part of the plan's extents.</summary>
    public int FirstExtent { get; init; }

    public int ExtentCount { get; init; }

    /// <summary>What the partition may get, of what the request may get.</summary>
    public int BytesMax { get; init; }
}
