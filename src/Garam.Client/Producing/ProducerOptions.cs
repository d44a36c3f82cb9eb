using Garam.Protocol.Compression;

namespace Garam.Client.Producing;

public sealed class ProducerOptions
{
    /// <summary>Kafka's batch.size: a batch is sent when it has this much; a larger record is a batch of its own.</summary>
    public int BatchBytesMax { get; init; } = 16 * 1024;

    /// <summary>Kafka's linger.ms: how long a batch waits for more records.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Kafka's max.request.size.</summary>
    public int RequestBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Kafka's max.in.flight.requests.per.connection, for each partition too. Brokers remember five batches: more could not be recognised when repeated.</summary>
    public int BatchesInFlightMax { get; init; } = 5;

    /// <summary>Kafka's buffer.memory: who produces faster than the brokers take it waits.</summary>
    public long BufferBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>Kafka's delivery.timeout.ms.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Counts <see cref="DeliveryTimeout"/> anew from each batch of the partition that is acknowledged. A deep buffer before a slow broker then
    /// fails no batch that is only waiting for its turn.
    /// </summary>
    public bool RenewsDeliveryTimeout { get; init; }

    /// <summary>Kafka's request.timeout.ms, as told to the broker.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public CompressionType Compression { get; init; }

    /// <summary>Kafka's compression.LEVEL.level; null is the codec's own default. Snappy has none.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>How many batches are compressed at the same time: as many as there are processors to do it.</summary>
    public int EncodersMax { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Kafka's acks. Idempotence needs <see cref="ProducerAcks.All"/>.</summary>
    public ProducerAcks Acks { get; init; } = ProducerAcks.All;

    /// <summary>Kafka's enable.idempotence: brokers recognise repetitions, so that a retry stores nothing twice and keeps the order.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>Kafka's allow.auto.create.topics: brokers that do so may make a topic when it is first produced to.</summary>
    public bool AllowTopicCreation { get; init; }

    /// <summary>Is told the outcome of every batch.</summary>
    public IDeliveryObserver? Observer { get; init; }
}

/// <summary>Kafka's acks: who has to have a batch before it counts as delivered.</summary>
public enum ProducerAcks : short
{
    /// <summary>Nobody says: a batch counts when it is sent.</summary>
    None = 0,
    Leader = 1,
    All = -1,
}
