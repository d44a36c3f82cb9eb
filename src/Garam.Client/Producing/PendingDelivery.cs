using Garam.Client.Errors;

namespace Garam.Client.Producing;

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
