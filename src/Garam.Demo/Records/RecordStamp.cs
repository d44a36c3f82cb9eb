using System.Buffers.Binary;
using System.Text;
using Garam.Client.Cluster;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Demo.Records;

/// <summary>
/// A header of every record: the run that wrote it, its sequence number in its partition, and a checksum over both, the partition, the key
/// and the value.
/// </summary>
internal readonly record struct RecordStamp(long Producer, long Sequence)
{
    public const string HeaderName = "stamp";

    private const int ChecksumAt = 2 * sizeof(long);
    private const int SizeBytes = ChecksumAt + sizeof(uint);

    private static ReadOnlySpan<byte> HeaderNameBytes => "stamp"u8;

    /// <summary>Returns false if the record has no stamp, or one that does not fit it.</summary>
    public static bool TryRead(TopicPartition partition, in Record record, out RecordStamp stamp)
    {
        var headers = record.Headers;
        stamp = default;
        if (!headers.MoveNext() || !headers.Key.SequenceEqual(HeaderNameBytes) || headers.Value.Length != SizeBytes)
        {
            return false;
        }

        stamp = new RecordStamp(
            BinaryPrimitives.ReadInt64BigEndian(headers.Value),
            BinaryPrimitives.ReadInt64BigEndian(headers.Value[sizeof(long)..]));
        return BinaryPrimitives.ReadUInt32BigEndian(headers.Value[ChecksumAt..])
            == Checksum(partition, headers.Value[..ChecksumAt], record.Key, record.Value);
    }

    public RecordHeader ToHeader(TopicPartition partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var bytes = new byte[SizeBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Producer);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(sizeof(long)), Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(
            bytes.AsSpan(ChecksumAt), Checksum(partition, bytes.AsSpan(0, ChecksumAt), key, value));
        return new RecordHeader(HeaderName, bytes);
    }

    private static uint Checksum(TopicPartition partition, ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var checksum = Crc32C.Compute(Encoding.UTF8.GetBytes(partition.ToString()));
        checksum = Crc32C.Append(checksum, numbers);
        checksum = Crc32C.Append(checksum, key);
        return Crc32C.Append(checksum, value);
    }
}
