using System.Buffers.Binary;
using Garam.Protocol.Checksums;

namespace Garam.Protocol.Records;

/// <summary>The changes that the broker makes to a batch it accepted, all of them in place.</summary>
public static class RecordBatchPatch
{
    private const int TimestampsEnd = RecordBatchLayout.MaxTimestamp + sizeof(long);

    /// <summary>Writes the twelve bytes that the CRC does not cover.</summary>
    public static void AssignOffset(Span<byte> batch, long baseOffset, int partitionLeaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchLayout.BaseOffset..], baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchLayout.PartitionLeaderEpoch..], partitionLeaderEpoch);
    }

    /// <summary>
    /// Writes timestamp type and max timestamp, and the matching CRC. The new CRC is derived from the stored one, without reading the
    /// records, so a batch that was corrupt before still fails its check afterwards.
    /// </summary>
    public static void RewriteTimestamps(Span<byte> batch, TimestampType type, long maxTimestampMs)
    {
        var covered = batch[RecordBatchLayout.CrcCovers..TimestampsEnd];
        Span<byte> before = stackalloc byte[TimestampsEnd - RecordBatchLayout.CrcCovers];
        covered.CopyTo(before);

        var header = new RecordBatchHeader(batch);
        var attributes = type == TimestampType.LogAppendTime
            ? header.Attributes | RecordBatchLayout.LogAppendTimeFlag
            : header.Attributes & ~RecordBatchLayout.LogAppendTimeFlag;
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchLayout.Attributes..], (short)attributes);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchLayout.MaxTimestamp..], maxTimestampMs);

        var crc = Crc32C.Replace(header.Crc, before, covered, header.SizeBytes - TimestampsEnd);
        BinaryPrimitives.WriteUInt32BigEndian(batch[RecordBatchLayout.Crc..], crc);
    }
}
