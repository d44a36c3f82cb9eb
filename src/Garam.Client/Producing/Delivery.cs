using Garam.Client.Cluster;
using Garam.Client.Errors;

namespace Garam.Client.Producing;

/// <summary>An acknowledged record.</summary>
/// <param name="Offset">-1 if the broker was not to answer, or recognised a repetition whose offset it no longer knows.</param>
public readonly record struct Delivery(TopicPartition Partition, long Offset)
{
    /// <summary>The record's own timestamp, or the broker's if the topic asks for it.</summary>
    public long TimestampMs { get; init; }
}

/// <summary>A record that the producer has taken and no broker has acknowledged yet.</summary>
public readonly struct PendingDelivery
{
    private readonly BatchCompletion? _completion;
    private readonly int _index;
    private readonly long _timestampMs;

    internal PendingDelivery(BatchCompletion completion, int index, long timestampMs) =>
        (_completion, _index, _timestampMs) = (completion, index, timestampMs);

    /// <summary>Completes when the record is acknowledged. May be called several times.</summary>
    /// <exception cref="KafkaException">The broker refused it for good, or none acknowledged it in time: then it may be stored.</exception>
    public ValueTask<Delivery> DeliveredAsync() =>
        (_completion ?? throw new InvalidOperationException("Nothing was produced.")).DeliveryOfAsync(_index, _timestampMs);
}
