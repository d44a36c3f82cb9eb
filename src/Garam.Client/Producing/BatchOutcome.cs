using Garam.Client.Cluster;

namespace Garam.Client.Producing;

/// <summary>What became of the records of one batch.</summary>
public readonly ref struct BatchOutcome
{
    public TopicPartition Partition { get; init; }

    /// <summary>The offset of the first record; the others follow. -1 when it is not known.</summary>
    public long BaseOffset { get; init; }

    /// <summary>The broker's where the topic says so, otherwise -1: each record has its own.</summary>
    public long AppendTimeMs { get; init; }

    public int Count { get; init; }

    /// <summary>Null when they are stored. What a delivery that timed out or broke off left behind is unknown.</summary>
    public Exception? Fault { get; init; }

    /// <summary>The tags of the records, in order.</summary>
    public ReadOnlySpan<long> Tags { get; init; }
}

/// <summary>Is told what became of records, a batch at a time. Called on the producer's threads: it must be quick, must not throw, and may be called by several at once.</summary>
public interface IDeliveryObserver
{
    void OnCompleted(in BatchOutcome outcome);
}
