using Garam.Protocol.Records;

namespace Garam.Client.Producing;

internal readonly record struct ProducerIdentity(long ProducerId, short Epoch)
{
    /// <summary>Without idempotence.</summary>
    public static readonly ProducerIdentity None = new(RecordBatchLayout.NoProducerId, RecordBatchLayout.NoProducerEpoch);

    /// <summary>The same producer, anew: brokers refuse what it sent before and still comes in. Null when the epochs are used up.</summary>
    public ProducerIdentity? Next => ProducerId < 0 ? this : Epoch < short.MaxValue ? new ProducerIdentity(ProducerId, (short)(Epoch + 1)) : null;
}
