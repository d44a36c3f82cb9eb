using Garam.Client.Cluster;

namespace Garam.Client.Producing;

/// <summary>An acknowledged record.</summary>
/// <param name="Offset">-1 when the broker recognised a repetition of something that it had long forgotten the offset of, or was not to answer.</param>
public readonly record struct Delivery(TopicPartition Partition, long Offset)
{
    /// <summary>The record's own, or the broker's where the topic says so.</summary>
    public long TimestampMs { get; init; }
}
