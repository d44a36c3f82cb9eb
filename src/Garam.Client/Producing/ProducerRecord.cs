using System.Text;
using Garam.Client.Cluster;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// A record to be written. Its memory is borrowed until the record is in its batch: until the producer's call returns, or the task that it
/// returns completes.
/// </summary>
/// <param name="Partition">With <see cref="AnyPartition"/> as its number the producer chooses.</param>
/// <param name="TimestampMs">Milliseconds since 1970, or <see cref="Now"/>.</param>
public readonly record struct ProducerRecord(
    TopicPartition Partition, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, long TimestampMs)
{
    /// <summary>
    /// Chosen by the key's hash, as Java's default partitioner does. Without a key one partition after the other, a batch at a time.
    /// </summary>
    public const int AnyPartition = -1;

    /// <summary>The time at which the producer takes the record.</summary>
    public const long Now = -1;

    public ProducerRecord(string topic, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value)
        : this(new TopicPartition(topic, AnyPartition), key, value, Now)
    {
    }

    /// <summary>A record of text, encoded as UTF-8.</summary>
    public static ProducerRecord FromText(string topic, string? key, string? value) => new(topic, Encode(key), Encode(value));

    public ReadOnlyMemory<RecordHeader> Headers { get; init; }

    /// <summary>A number that comes back with the outcome (<see cref="BatchOutcome.Tags"/>) and means nothing to the producer.</summary>
    public long Tag { get; init; }

    public int SizeBytes => (Key?.Length ?? 0) + (Value?.Length ?? 0);

    private static ReadOnlyMemory<byte>? Encode(string? text) =>
        text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text);
}
