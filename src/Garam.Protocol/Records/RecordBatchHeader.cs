using System.Buffers.Binary;
using Garam.Protocol.Checksums;
using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Reads the fields of a magic 2 batch in place. The view borrows the bytes and checks only that the header is whole. Bytes from a client
/// must pass <see cref="BatchValidator"/> first.
/// </summary>
public readonly ref struct RecordBatchHeader
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="batch">Begins with a batch; more may follow.</param>
    public RecordBatchHeader(ReadOnlySpan<byte> batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Length, RecordBatchLayout.Records);
        _bytes = batch;
    }

    public long BaseOffset => ReadInt64(RecordBatchLayout.BaseOffset);

    /// <summary>The batch's size in bytes, including the twelve that its length field does not count.</summary>
    public int SizeBytes => checked(ReadInt32(RecordBatchLayout.BatchLength) + RecordBatchLayout.LogOverhead);

    public int PartitionLeaderEpoch => ReadInt32(RecordBatchLayout.PartitionLeaderEpoch);

    public byte Magic => _bytes[RecordBatchLayout.Magic];

    public uint Crc => BinaryPrimitives.ReadUInt32BigEndian(_bytes[RecordBatchLayout.Crc..]);

    public short Attributes => ReadInt16(RecordBatchLayout.Attributes);

    public CompressionType Compression => (CompressionType)(Attributes & RecordBatchLayout.CompressionMask);

    public TimestampType TimestampType =>
        (Attributes & RecordBatchLayout.LogAppendTimeFlag) == 0 ? TimestampType.CreateTime : TimestampType.LogAppendTime;

    public bool IsTransactional => (Attributes & RecordBatchLayout.TransactionalFlag) != 0;

    public bool IsControl => (Attributes & RecordBatchLayout.ControlFlag) != 0;

    public int LastOffsetDelta => ReadInt32(RecordBatchLayout.LastOffsetDelta);

    public long LastOffset => BaseOffset + LastOffsetDelta;

    public long BaseTimestamp => ReadInt64(RecordBatchLayout.BaseTimestamp);

    public long MaxTimestamp => ReadInt64(RecordBatchLayout.MaxTimestamp);

    public long ProducerId => ReadInt64(RecordBatchLayout.ProducerId);

    public bool HasProducerId => ProducerId > RecordBatchLayout.NoProducerId;

    public short ProducerEpoch => ReadInt16(RecordBatchLayout.ProducerEpoch);

    public int BaseSequence => ReadInt32(RecordBatchLayout.BaseSequence);

    /// <summary>Sequences wrap to 0 after <see cref="int.MaxValue"/>.</summary>
    public int LastSequence => BaseSequence == RecordBatchLayout.NoSequence
        ? RecordBatchLayout.NoSequence
        : (BaseSequence + LastOffsetDelta) & int.MaxValue;

    public int RecordCount => ReadInt32(RecordBatchLayout.RecordCount);

    /// <summary>
    /// Returns the size of the batch at the start of <paramref name="bytes"/>, or -1 if its length field is missing or impossible.
    /// </summary>
    public static long ReadSizeBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < RecordBatchLayout.LogOverhead)
        {
            return -1;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordBatchLayout.BatchLength..]);
        return length < 0 ? -1 : (long)length + RecordBatchLayout.LogOverhead;
    }

    /// <summary>Computes the checksum of a whole batch; it is sound if the result equals <see cref="Crc"/>.</summary>
    public static uint ComputeCrc(ReadOnlySpan<byte> batch) => Crc32C.Compute(batch[RecordBatchLayout.CrcCovers..]);

    private short ReadInt16(int at) => BinaryPrimitives.ReadInt16BigEndian(_bytes[at..]);

    private int ReadInt32(int at) => BinaryPrimitives.ReadInt32BigEndian(_bytes[at..]);

    private long ReadInt64(int at) => BinaryPrimitives.ReadInt64BigEndian(_bytes[at..]);
}
