using System.Buffers.Binary;
using System.Text;
using Garam.Protocol.Records;

namespace Garam.Testing.Records;

/// <summary>Batches, and what can be done to them.</summary>
public static class BatchBytes
{
    public static byte[] Of(params string[] values)
    {
        var builder = new BatchBuilder();
        foreach (var value in values)
        {
            builder.Append(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null, Encoding.UTF8.GetBytes(value));
        }

        return builder.ToArray();
    }

    /// <summary>One record that no compression could make smaller.</summary>
    public static byte[] OfRandom(Random random, int valueBytes)
    {
        var value = new byte[valueBytes];
        random.NextBytes(value);
        var builder = new BatchBuilder();
        builder.Append(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null, value);
        return builder.ToArray();
    }

    /// <summary>A changed batch whose checksum is right all the same: it has to be refused for what it says.</summary>
    public static byte[] Resealed(byte[] batch, Action<byte[]> change)
    {
        change(batch);
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(RecordBatchLayout.Crc), RecordBatchHeader.ComputeCrc(batch));
        return batch;
    }

    /// <summary>Every record can be read.</summary>
    public static byte[] WithWrongCrc(byte[] batch)
    {
        batch[RecordBatchLayout.Crc] ^= 1;
        return batch;
    }

    /// <summary>The last record cannot be read, and the checksum says so.</summary>
    public static byte[] WithDamagedRecord(byte[] batch)
    {
        batch[^1] ^= 1;
        return batch;
    }

    /// <summary>Does the same as <see cref="Resealed"/>, for one field of the header.</summary>
    public static byte[] WithField(byte[] batch, int position, int value) =>
        Resealed(batch, bytes => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(position), value));
}
