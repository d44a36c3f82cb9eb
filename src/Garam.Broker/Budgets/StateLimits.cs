namespace Garam.Broker.Budgets;

/// <summary>
/// How much clients may make every process remember. Kafka has no such limits; here everything known is in memory. A process that holds
/// 20,000 topics, 100,000 partitions and 200,000 producers takes about 200 MiB more than an empty one, so with these defaults 512 MiB are enough.
/// </summary>
public sealed class StateLimits
{
    public int TopicsMax { get; init; } = 50_000;

    /// <summary>Deleted topics' too, until they are reclaimed.</summary>
    public int PartitionsMax { get; init; } = 100_000;

    /// <summary>Idempotent producers that partitions remember; one that writes to many partitions counts in each.</summary>
    public int ProducersMax { get; init; } = 200_000;
}
