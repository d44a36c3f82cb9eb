using Garam.Client.Cluster;
using Garam.Client.Errors;

namespace Garam.Client.Producing;

/// <summary>An acknowledged record.</summary>
/// <param name="Offset">-1 when the broker recognised a repetition of something that it had long forgotten the offset of, or was not to answer.</param>
public readonly record struct Delivery(TopicPartition Partition, long Offset)
{
    /// <summary>The record's own, or the broker's where the topic says so.</summary>
    public long TimestampMs { get; init; }
}

/// <summary>A record on its way. The records of a batch share what is behind it.</summary>
public readonly struct PendingDelivery
{
    private readonly BatchCompletion? _completion;
    private readonly int _index;
    private readonly long _timestampMs;

    internal PendingDelivery(BatchCompletion completion, int index, long timestampMs) => (_completion, _index, _timestampMs) = (completion, index, timestampMs);

    /// <summary>Completes when the record is acknowledged. May be called several times.</summary>
    /// <exception cref="KafkaException">The broker refused it for good, or none acknowledged it in time: then it may be stored.</exception>
    public ValueTask<Delivery> DeliveredAsync() =>
        (_completion ?? throw new InvalidOperationException("Nothing was produced.")).DeliveryOfAsync(_index, _timestampMs);
}
