using Garam.Protocol.Compression;

namespace Garam.Client.Producing;

public sealed class ProducerOptions
{
    /// <summary>Kafka's batch.size: a batch is sent when it has this many bytes. A larger record is a batch of its own.</summary>
    public int BatchBytesMax { get; init; } = 16 * 1024;

    /// <summary>Kafka's linger.ms: how long a batch waits for more records.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Kafka's max.request.size.</summary>
    public int RequestBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Kafka's max.in.flight.requests.per.connection, also for each partition. Brokers remember five batches, so they could not recognise
    /// more when they are sent again.
    /// </summary>
    public int BatchesInFlightMax { get; init; } = 5;

    /// <summary>Kafka's buffer.memory: a caller that produces faster than brokers take records waits.</summary>
    public long BufferBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>Kafka's delivery.timeout.ms: how long the producer tries to deliver a batch.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Counts <see cref="DeliveryTimeout"/> anew from each acknowledged batch of the partition. With a deep buffer before a slow broker, no
    /// batch then fails only because it waited for its turn.
    /// </summary>
    public bool RenewsDeliveryTimeout { get; init; }

    /// <summary>Kafka's request.timeout.ms, as the broker is told.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public CompressionType Compression { get; init; }

    /// <summary>Kafka's compression.LEVEL.level; null for the codec's own default. Snappy has no levels.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>The number of batches that are compressed at the same time.</summary>
    public int EncodersMax { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Kafka's acks. Idempotence needs <see cref="ProducerAcks.All"/>.</summary>
    public ProducerAcks Acks { get; init; } = ProducerAcks.All;

    /// <summary>Kafka's enable.idempotence: brokers recognise repetitions, so a retry stores nothing twice and keeps the order.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>Kafka's allow.auto.create.topics: lets brokers create a topic when it is first produced to, if they are set to.</summary>
    public bool AllowTopicCreation { get; init; }

    /// <summary>Told the outcome of every batch.</summary>
    public IDeliveryObserver? Observer { get; init; }
}

/// <summary>Kafka's acks: the replicas that must have a batch before it counts as delivered.</summary>
public enum ProducerAcks : short
{
    /// <summary>Brokers do not answer: a batch counts as delivered when it is sent.</summary>
    None = 0,
    Leader = 1,
    All = -1,
}
