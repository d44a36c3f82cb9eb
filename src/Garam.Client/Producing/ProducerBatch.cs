using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// Records of one partition that travel together. Its bytes are fixed when it is first sent, so that a repetition is the same batch.
/// Guarded by the producer's lock.
/// </summary>
internal sealed class ProducerBatch(TopicPartition partition, BatchBuilder builder, BatchMoments moments)
{
    private readonly TaskCompletionSource<long> _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TopicPartition Partition => partition;

    public long LingerEnd => moments.LingerEnd;

    /// <summary>From then on it is given up instead of repeated.</summary>
    public long DeliveryEnd => moments.DeliveryEnd;

    public int Count => builder.Count;

    public int SizeBytes => Encoded.IsEmpty ? builder.UncompressedSizeBytes : Encoded.Length;

    /// <summary>What it holds of the producer's buffer.</summary>
    public long ReservedBytes { get; private set; }

    /// <summary>Empty until it is first sent under its present identity.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private set; }

    public int Failures { get; set; }

    public bool IsInFlight { get; set; }

    /// <summary>The offset of its first record, or -1 if the broker does not know it any more.</summary>
    public Task<long> Delivered => _delivered.Task;

    /// <summary>Returns the record's place in the batch.</summary>
    public int Append(in ProducerRecord record, long reservedBytes)
    {
        builder.Append(record.TimestampMs, record.Key, record.Value, record.Headers.Span);
        ReservedBytes += reservedBytes;
        return builder.Count - 1;
    }

    public void Encode(ProducerIdentity identity, int baseSequence)
    {
        (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence) = (identity.ProducerId, identity.Epoch, baseSequence);
        Encoded = builder.ToArray();
    }

    /// <summary>It has to be sent as another batch: its sequence is void.</summary>
    public void Forget() => Encoded = default;

    public void Complete(long baseOffset) => _delivered.TrySetResult(baseOffset);

    public void Fail(Exception fault) => _delivered.TrySetException(fault);
}

/// <summary>Timestamps of the client's TimeProvider.</summary>
internal readonly record struct BatchMoments(long LingerEnd, long DeliveryEnd);
