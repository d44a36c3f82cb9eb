namespace Garam.Client.Producing;

/// <summary>A record to be written. Borrowed until it is in its batch: until the producer's call returns its task.</summary>
public readonly record struct ProducerRecord(TopicPartition Partition, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, long TimestampMs)
{
    public int SizeBytes => (Key?.Length ?? 0) + (Value?.Length ?? 0);
}
