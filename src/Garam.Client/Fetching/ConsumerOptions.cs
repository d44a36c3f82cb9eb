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

/// <summary>Which records of transactions are read; the values are Kafka's.</summary>
public enum IsolationLevel
{
    /// <summary>All, up to the high watermark: also those of transactions that are under way or were aborted.</summary>
    Uncommitted,

    /// <summary>None of aborted transactions, and nothing behind the beginning of the first one that is under way (the last stable offset).</summary>
    Committed,
}

/// <summary>Kafka's auto.offset.reset: where to begin when there is no position, or it is not in the log any more.</summary>
public enum OffsetReset
{
    Earliest,
    Latest,
    Fail,
}
