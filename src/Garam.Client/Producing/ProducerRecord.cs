using Garam.Client.Cluster;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>A record to be written. Borrowed until it is in its batch: until the producer's call returns, or the task that it returns for that.</summary>
/// <param name="Partition">With <see cref="AnyPartition"/> for its number the producer chooses.</param>
/// <param name="TimestampMs">Milliseconds since 1970, or <see cref="Now"/>.</param>
public readonly record struct ProducerRecord(TopicPartition Partition, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, long TimestampMs)
{
    /// <summary>By the key's hash, as Java's default partitioner does; without a key one partition after the other, a batch at a time.</summary>
    public const int AnyPartition = -1;

    /// <summary>The time at which the producer takes the record.</summary>
    public const long Now = -1;

    public ProducerRecord(string topic, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value)
        : this(new TopicPartition(topic, AnyPartition), key, value, Now)
    {
    }

    public ReadOnlyMemory<RecordHeader> Headers { get; init; }

    /// <summary>Means nothing to the producer: it is given back with the outcome, see <see cref="BatchOutcome.Tags"/>.</summary>
    public long Tag { get; init; }

    public int SizeBytes => (Key?.Length ?? 0) + (Value?.Length ?? 0);
}
