using System.Buffers.Binary;

namespace Garam.Protocol.Records;

/// <summary>
/// The control record that ends a transaction in a partition: a batch of one record with key (version 0, type) and value (version 0,
/// coordinator epoch). Merged segments store its bytes, so they never change.
/// </summary>
public readonly record struct EndTransactionMarker(bool IsCommit, int CoordinatorEpoch)
{
    private const short Version = 0;
    private const short AbortType = 0;
    private const short CommitType = 1;
    private const int KeyLength = 4;
    private const int ValueLength = 6;

    public byte[] ToBatch(long offset, long timestampMs, long producerId, short producerEpoch, int partitionLeaderEpoch = 0)
    {
        var key = new byte[KeyLength];
        BinaryPrimitives.WriteInt16BigEndian(key, Version);
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(sizeof(short)), IsCommit ? CommitType : AbortType);
        var value = new byte[ValueLength];
        BinaryPrimitives.WriteInt16BigEndian(value, Version);
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(sizeof(short)), CoordinatorEpoch);

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

    /// <summary>Reads the marker from a record of a control batch; false if it is a control record of another kind.</summary>
    public static bool TryRead(in Record record, out EndTransactionMarker marker)
    {
        marker = default;
        if (record.Key.Length < KeyLength || record.Value.Length < ValueLength)
        {
            return false;
        }

        var type = BinaryPrimitives.ReadInt16BigEndian(record.Key[sizeof(short)..]);
        marker = new EndTransactionMarker(type == CommitType, BinaryPrimitives.ReadInt32BigEndian(record.Value[sizeof(short)..]));
        return type is AbortType or CommitType;
    }
}
