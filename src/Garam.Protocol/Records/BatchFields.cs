using System.Buffers.Binary;
using Garam.Protocol.Checksums;
using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>The fields in the header of a magic 2 batch, except lengths and checksum.</summary>
public readonly record struct BatchFields()
{
    /// <summary>Producers leave it at 0, because the broker assigns offsets.</summary>
    public long BaseOffset { get; init; }

    /// <summary>Producers leave it at -1.</summary>
    public int PartitionLeaderEpoch { get; init; } = -1;

    public CompressionType Compression { get; init; }

    public TimestampType TimestampType { get; init; }

    public bool IsTransactional { get; init; }

    public bool IsControl { get; init; }

    public int Count { get; init; }

    public long BaseTimestampMs { get; init; } = RecordBatchLayout.NoTimestamp;

    public long MaxTimestampMs { get; init; } = RecordBatchLayout.NoTimestamp;

    public long ProducerId { get; init; } = RecordBatchLayout.NoProducerId;

    public short ProducerEpoch { get; init; } = RecordBatchLayout.NoProducerEpoch;

    public int BaseSequence { get; init; } = RecordBatchLayout.NoSequence;

    /// <summary>
    /// Writes the header of a batch whose records, as stored, have this length and checksum. The records themselves are not needed.
    /// </summary>
    public void WriteHeader(Span<byte> header, int recordsLength, uint recordsCrc)
    {
        RecordBatchPatch.AssignOffset(header, BaseOffset, PartitionLeaderEpoch);
        BinaryPrimitives.WriteInt32BigEndian(
            header[RecordBatchLayout.BatchLength..], RecordBatchLayout.Records + recordsLength - RecordBatchLayout.LogOverhead);
        header[RecordBatchLayout.Magic] = RecordBatchLayout.CurrentMagic;
        BinaryPrimitives.WriteInt16BigEndian(header[RecordBatchLayout.Attributes..], Attributes());
        BinaryPrimitives.WriteInt32BigEndian(header[RecordBatchLayout.LastOffsetDelta..], Count - 1);
        BinaryPrimitives.WriteInt64BigEndian(header[RecordBatchLayout.BaseTimestamp..], BaseTimestampMs);
        BinaryPrimitives.WriteInt64BigEndian(header[RecordBatchLayout.MaxTimestamp..], MaxTimestampMs);
        BinaryPrimitives.WriteInt64BigEndian(header[RecordBatchLayout.ProducerId..], ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(header[RecordBatchLayout.ProducerEpoch..], ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(header[RecordBatchLayout.BaseSequence..], BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(header[RecordBatchLayout.RecordCount..], Count);
        var headerCrc = Crc32C.Compute(header[RecordBatchLayout.CrcCovers..RecordBatchLayout.Records]);
        BinaryPrimitives.WriteUInt32BigEndian(header[RecordBatchLayout.Crc..], Crc32C.Combine(headerCrc, recordsCrc, recordsLength));
    }

    private short Attributes()
    {
        var attributes = (int)Compression;
        attributes |= TimestampType == TimestampType.LogAppendTime ? RecordBatchLayout.LogAppendTimeFlag : 0;
        attributes |= IsTransactional ? RecordBatchLayout.TransactionalFlag : 0;
        attributes |= IsControl ? RecordBatchLayout.ControlFlag : 0;
        return (short)attributes;
    }
}
