using Garam.Metadata;
using Garam.Protocol;

namespace Garam.Broker.ReadPath;

/// <summary>What one partition of a fetch gets, as far as metadata knows.</summary>
public sealed record PartitionPlan(FetchTarget Target, ErrorCode Error)
{
    public TopicPartition Partition { get; init; }

    public long HighWatermark { get; init; } = -1;

    public long LastStableOffset { get; init; } = -1;

    public long LogStartOffset { get; init; } = -1;

    /// <summary>Its part of the plan's extents.</summary>
    public int FirstExtent { get; init; }

    public int ExtentCount { get; init; }

    /// <summary>What the partition may get, of what the request may get.</summary>
    public int BytesMax { get; init; }
}
