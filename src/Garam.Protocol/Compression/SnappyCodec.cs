using System.Buffers;
using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>
/// Snappy as Kafka clients write it: Java in xerial's framing (a header, then blocks with their lengths), librdkafka and others as one raw block.
/// Written in the framing, because every client reads it.
/// </summary>
internal sealed class SnappyCodec : ICompressionCodec
{
    private const int FramingHeaderLength = 16;
    private const int FramingVersion = 1;

    /// <summary>The block size of snappy-java.</summary>
    private const int BlockBytesMax = 32 * 1024;

    private static ReadOnlySpan<byte> FramingMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        var header = destination.GetSpan(FramingHeaderLength);
        FramingMagic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], FramingVersion);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], FramingVersion);
        destination.Advance(FramingHeaderLength);

        for (; !source.IsEmpty; source = source[Math.Min(BlockBytesMax, source.Length)..])
        {
            var block = IronSnappy.Snappy.Encode(source[..Math.Min(BlockBytesMax, source.Length)]);
            BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(sizeof(int)), block.Length);
            destination.Advance(sizeof(int));
            destination.Write(block);
        }
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        if (!source.StartsWith(FramingMagic))
        {
            return SnappyBlock.Decompress(source, destination);
        }

        if (source.Length < FramingHeaderLength)
        {
            return DecompressionStatus.Corrupt;
        }

        for (var at = FramingHeaderLength; at < source.Length;)
        {
            if (source.Length - at < sizeof(int))
            {
                return DecompressionStatus.Corrupt;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(source[at..]);
            at += sizeof(int);
            if (length < 0 || length > source.Length - at)
            {
                return DecompressionStatus.Corrupt;
            }

            var status = SnappyBlock.Decompress(source.Slice(at, length), destination);
            if (status != DecompressionStatus.Done)
            {
                return status;
            }

            at += length;
        }

        return DecompressionStatus.Done;
    }
}
