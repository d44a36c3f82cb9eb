using System.Buffers.Binary;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Broker.Support;

/// <summary>Record batches as producers send them.</summary>
internal static class Batches
{
    public static byte[] Make(
        int records, int valueBytes = 10, long timestampMs = 1_000, long producerId = -1, short epoch = -1, int sequence = -1)
    {
        var builder = new BatchBuilder { ProducerId = producerId, ProducerEpoch = epoch, BaseSequence = sequence };
        for (var i = 0; i < records; i++)
        {
            builder.Append(timestampMs + i, null, new byte[valueBytes]);
        }

        return builder.ToArray();
    }

    /// <summary>Records of these times, compressed, in a batch whose header claims another latest time than theirs.</summary>
    public static byte[] Claiming(long maxTimestampMs, params long[] timestampsMs) =>
        Claiming(CompressionType.Gzip, maxTimestampMs, timestampsMs);

    public static byte[] Claiming(CompressionType compression, long maxTimestampMs, params long[] timestampsMs)
    {
        var builder = new BatchBuilder { Compression = compression };
        foreach (var timestampMs in timestampsMs)
        {
            builder.Append(timestampMs, null, new byte[10]);
        }

        var batch = builder.ToArray();
        RecordBatchPatch.RewriteTimestamps(batch, TimestampType.CreateTime, maxTimestampMs);
        return batch;
    }

    /// <summary>A small batch of one record that decompresses to much.</summary>
    public static byte[] Bomb(int bytes, long timestampMs)
    {
        var builder = new BatchBuilder { Compression = CompressionType.Gzip };
        builder.Append(timestampMs, null, new byte[bytes]);
        return builder.ToArray();
    }

    /// <summary>A compressed batch of one record that says it has two, as no look at its frame can tell.</summary>
    public static byte[] Lying(CompressionType type)
    {
        var builder = new BatchBuilder { Compression = type };
        builder.Append(1_000, null, new byte[100]);
        var batch = builder.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.RecordCount), 2);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.LastOffsetDelta), 1);
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(RecordBatchLayout.Crc), RecordBatchHeader.ComputeCrc(batch));
        return batch;
    }
}
