using Garam.Client.Cluster;

namespace Garam.Client.Producing;

/// <summary>The outcome of the records of one batch.</summary>
public readonly ref struct BatchOutcome
{
    public TopicPartition Partition { get; init; }

    /// <summary>The offset of the first record; the others follow. -1 if it is unknown.</summary>
    public long BaseOffset { get; init; }

    /// <summary>The broker's time, if the topic asks for it; otherwise -1, and each record has its own.</summary>
    public long AppendTimeMs { get; init; }

    public int Count { get; init; }

    /// <summary>Null if the records are stored. After a delivery that timed out or broke off it is unknown whether they are.</summary>
    public Exception? Fault { get; init; }

    /// <summary>The records' tags, in order.</summary>
    public ReadOnlySpan<long> Tags { get; init; }
}

/// <summary>
/// Told the outcome of records, one batch at a time. Called on the producer's threads, by several at once: it must be quick and must not
/// throw.
/// </summary>
public interface IDeliveryObserver
{
    void OnCompleted(in BatchOutcome outcome);
}
