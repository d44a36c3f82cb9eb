using System.Buffers.Binary;

namespace Garam.Testing.Records;

/// <summary>Control batches as a transaction coordinator writes them.</summary>
public static class TransactionMarkers
{
    public static byte[] Batch(
        bool isCommit,
        long offset,
        long timestampMs,
        long producerId,
        short producerEpoch,
        int partitionLeaderEpoch = 0,
        int coordinatorEpoch = 0)
    {
        // Both begin with their version, which is 0.
        var key = new byte[sizeof(short) + sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(sizeof(short)), (short)(isCommit ? 1 : 0));
        var value = new byte[sizeof(short) + sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(sizeof(short)), coordinatorEpoch);

        var builder = new BatchBuilder
        {
            BaseOffset = offset,
            PartitionLeaderEpoch = partitionLeaderEpoch,
            ProducerId = producerId,
            ProducerEpoch = producerEpoch,
            IsTransactional = true,
            IsControl = true,
        };
        builder.Append(timestampMs, key, value);
        return builder.ToArray();
    }
}
