using System.Buffers;
using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>
/// Snappy as Kafka clients write it: Java uses xerial's framing (a header, then blocks with their lengths), librdkafka and others write one
/// raw block. This codec reads both and writes the framing, because every client reads it.
/// </summary>
internal sealed class SnappyCodec : ICompressionCodec
{
    private const int FramingHeaderLength = 16;
    private const int FramingVersion = 1;

    /// <summary>The block size of snappy-java.</summary>
    private const int BlockBytesMax = 32 * 1024;

    private static readonly int BlockRoom = Snappier.Snappy.GetMaxCompressedLength(BlockBytesMax);

    private static ReadOnlySpan<byte> FramingMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    /// <summary>Returns the size that all blocks together declare, or <see cref="CompressedFrame.Unsound"/>.</summary>
    public static long LargestContent(ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith(FramingMagic))
        {
            return SnappyBlock.DeclaredLength(source, out _);
        }

        long content = 0;
        var rest = source.Length < FramingHeaderLength ? default : source[FramingHeaderLength..];
        while (TryTakeBlock(ref rest, out var block) && SnappyBlock.DeclaredLength(block, out _) is >= 0 and var length)
        {
            content += length;
            if (rest.IsEmpty)
            {
                return content;
            }
        }

        return CompressedFrame.Unsound;
    }

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        var header = destination.GetSpan(FramingHeaderLength);
        FramingMagic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], FramingVersion);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], FramingVersion);
        destination.Advance(FramingHeaderLength);

        for (; !source.IsEmpty; source = source[Math.Min(BlockBytesMax, source.Length)..])
        {
            var room = destination.GetSpan(sizeof(int) + BlockRoom);
            var length = Snappier.Snappy.Compress(source[..Math.Min(BlockBytesMax, source.Length)], room[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(room, length);
            destination.Advance(sizeof(int) + length);
        }
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        using var blocks = new SnappyBlock();
        if (!source.StartsWith(FramingMagic))
        {
            return blocks.Decompress(source, destination);
        }

        if (source.Length < FramingHeaderLength)
        {
            return DecompressionStatus.Corrupt;
        }

        var rest = source[FramingHeaderLength..];
        while (!rest.IsEmpty)
        {
            var status = TryTakeBlock(ref rest, out var block) ? blocks.Decompress(block, destination) : DecompressionStatus.Corrupt;
            if (status != DecompressionStatus.Done)
            {
                return status;
            }
        }

        return DecompressionStatus.Done;
    }

    private static bool TryTakeBlock(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> block)
    {
        block = default;
        var length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32BigEndian(rest);
        if (length < 0 || length > rest.Length - sizeof(int))
        {
            return false;
        }

        block = rest.Slice(sizeof(int), length);
        rest = rest[(sizeof(int) + length)..];
        return true;
    }
}
