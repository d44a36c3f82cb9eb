namespace Garam.Broker.Budgets;

/// <summary>
/// How much clients may make every process remember. Kafka has no such limits; here everything known is in memory, and with these defaults
/// it stays below 100 MiB: about 350 bytes a topic, 250 a partition, 300 a producer in a partition.
/// </summary>
public sealed class StateLimits
{
    public int TopicsMax { get; init; } = 50_000;

    /// <summary>Deleted topics' too, until they are reclaimed.</summary>
    public int PartitionsMax { get; init; } = 100_000;

    /// <summary>Idempotent producers that partitions remember; one that writes to many partitions counts in each.</summary>
    public int ProducersMax { get; init; } = 200_000;
}
