namespace Garam.Controller.Jobs;

public sealed class JobOptions
{
    /// <summary>How often plans are made. Kafka looks every five minutes; deleting sooner keeps a small disk from filling.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a dead segment stays, for the reads that are under way: longer than any of them may take.</summary>
    public TimeSpan DeletionGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Kafka's producer.id.expiration.ms.</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a segment may take from its opening to its commit. Must stay below the expiry of producer ids.</summary>
    public TimeSpan OrphanLag { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the store is searched for orphans: they are rare, and the search lists every segment.</summary>
    public TimeSpan OrphanInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Partitions visited under one hold of the replica's lock: some tens of microseconds.</summary>
    public int PartitionsPerRead { get; init; } = 64;

    /// <summary>Segments deleted, producers expired or extents reclaimed by one command: keeps commands and their application short.</summary>
    public int CommandItemsMax { get; init; } = 1_000;
}
