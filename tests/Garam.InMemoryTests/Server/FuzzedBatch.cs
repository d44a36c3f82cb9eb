using System.Buffers.Binary;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.InMemoryTests.Server;

/// <summary>
/// Record batches that no producer would send: any field of the header at its edges, records and frames with bytes changed, whole batches
/// cut off or repeated. Nearly all of them have a right checksum, because a wrong one hides everything behind it.
/// </summary>
internal sealed class FuzzedBatch(Random random)
{
    private static readonly long[] Edges =
    [
        0, 1, -1, 2, -2, 7, 99, short.MaxValue, short.MinValue, int.MaxValue,
        int.MinValue, int.MaxValue - 1, 1L << 32, long.MaxValue, long.MinValue,
    ];

    /// <summary>Where a field lies and how wide it is.</summary>
    private static readonly (int At, int Bytes)[] Fields =
    [
        (RecordBatchLayout.BaseOffset, 8), (RecordBatchLayout.BatchLength, 4),
        (RecordBatchLayout.PartitionLeaderEpoch, 4), (RecordBatchLayout.Magic, 1),
        (RecordBatchLayout.Attributes, 2), (RecordBatchLayout.Attributes, 2),
        (RecordBatchLayout.LastOffsetDelta, 4), (RecordBatchLayout.RecordCount, 4),
        (RecordBatchLayout.BaseTimestamp, 8), (RecordBatchLayout.MaxTimestamp, 8),
        (RecordBatchLayout.MaxTimestamp, 8), (RecordBatchLayout.ProducerId, 8),
        (RecordBatchLayout.ProducerEpoch, 2), (RecordBatchLayout.ProducerEpoch, 2),
        (RecordBatchLayout.BaseSequence, 4), (RecordBatchLayout.BaseSequence, 4),
    ];

    public byte[] Next()
    {
        var batch = Sound();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            Change(batch);
        }

        if (random.Next(20) > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(RecordBatchLayout.Crc), RecordBatchHeader.ComputeCrc(batch));
        }

        return random.Next(40) switch
        {
            0 => batch[..random.Next(batch.Length)],
            1 => [.. batch, .. batch],
            2 => [.. batch, .. batch.AsSpan(0, random.Next(batch.Length))],
            _ => batch,
        };
    }

    private byte[] Sound()
    {
        var builder = new BatchBuilder
        {
            Compression = (CompressionType)random.Next(5),
            ProducerId = random.Next(3) == 0 ? -1 : random.Next(4711, 4715),
            ProducerEpoch = (short)random.Next(-1, 3),
            BaseSequence = random.Next(6),
        };
        for (var records = 1 + random.Next(4); records > 0; records--)
        {
            var value = new byte[random.Next(50) == 0 ? 300_000 : random.Next(200)];
            var timestampMs = random.Next(5) == 0 ? Edges[random.Next(Edges.Length)] : 1_700_000_000_000 + random.Next(1000);
            builder.Append(
                timestampMs, random.Next(3) == 0 ? null : [1], value,
                new RecordHeader("h", random.Next(2) == 0 ? null : value.AsMemory(0, value.Length / 2)));
        }

        return builder.ToArray();
    }

    private void Change(byte[] batch)
    {
        if (random.Next(4) == 0)
        {
            batch[RecordBatchLayout.Records + random.Next(batch.Length - RecordBatchLayout.Records)] = (byte)random.Next(256);
        }
        else if (random.Next(4) == 0)
        {
            // The count and the last offset delta have to agree, or nothing else is looked at.
            var count = (int)Edges[random.Next(Edges.Length)];
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.RecordCount), count);
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.LastOffsetDelta), unchecked(count - 1));
        }
        else
        {
            var (at, bytes) = Fields[random.Next(Fields.Length)];
            Span<byte> value = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(value, random.Next(3) == 0 ? random.NextInt64() : Edges[random.Next(Edges.Length)]);
            value[^bytes..].CopyTo(batch.AsSpan(at));
        }
    }
}
