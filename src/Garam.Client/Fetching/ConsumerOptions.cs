namespace Garam.Client.Fetching;

public sealed class ConsumerOptions
{
    /// <summary>Kafka's fetch.max.bytes.</summary>
    public int FetchBytesMax { get; init; } = 50 * 1024 * 1024;

    /// <summary>Kafka's max.partition.fetch.bytes.</summary>
    public int PartitionBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Kafka's fetch.min.bytes.</summary>
    public int FetchBytesMin { get; init; } = 1;

    /// <summary>Kafka's fetch.max.wait.ms.</summary>
    public TimeSpan FetchWaitMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Kafka's isolation.level, with its default.</summary>
    public IsolationLevel Isolation { get; init; }

    public OffsetReset Reset { get; init; }

    /// <summary>What one batch may decompress to: a small batch can hold gigabytes.</summary>
    public int DecompressedBatchBytesMax { get; init; } = 256 * 1024 * 1024;
}
