namespace Garam.Client.Fetching;

public sealed class ConsumerOptions
{
    /// <summary>Kafka's fetch.max.bytes: the largest answer of one broker.</summary>
    public int FetchBytesMax { get; init; } = 50 * 1024 * 1024;

    /// <summary>Kafka's max.partition.fetch.bytes: the most of one partition in an answer.</summary>
    public int PartitionBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Kafka's fetch.min.bytes: a broker waits until it has this much.</summary>
    public int FetchBytesMin { get; init; } = 1;

    /// <summary>Kafka's fetch.max.wait.ms: how long a broker, and a poll, waits for records.</summary>
    public TimeSpan FetchWaitMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Kafka's isolation.level, with its default.</summary>
    public IsolationLevel Isolation { get; init; }

    public OffsetReset Reset { get; init; }

    /// <summary>The largest batch after decompression: a small compressed batch can hold gigabytes.</summary>
    public int DecompressedBatchBytesMax { get; init; } = 256 * 1024 * 1024;
}

/// <summary>The records of transactions that a consumer reads; the values are Kafka's.</summary>
public enum IsolationLevel
{
    /// <summary>All records up to the high watermark, including those of open and aborted transactions.</summary>
    Uncommitted,

    /// <summary>No records of aborted transactions, and none from the start of the first open one (the last stable offset) on.</summary>
    Committed,
}

/// <summary>Kafka's auto.offset.reset: where to begin without a position, or when the position is no longer in the log.</summary>
public enum OffsetReset
{
    Earliest,
    Latest,
    Fail,
}
