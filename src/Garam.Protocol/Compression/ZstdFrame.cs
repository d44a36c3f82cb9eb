using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>Reads the headers of Zstandard frames and their blocks (RFC 8878), without decoding a block.</summary>
internal static class ZstdFrame
{
    private const uint Magic = 0xFD2FB528;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;
    private const int SkippableHeaderLength = 8;

    private const int BlockHeaderLength = 3;
    private const long BlockBytesMax = 128 * 1024;

    /// <summary>The limit of libzstd, and so of every Kafka client.</summary>
    private const long WindowBytesMax = 128L << 20;

    /// <summary>Returns the most bytes that all frames together decompress to, or <see cref="CompressedFrame.Unsound"/>.</summary>
    public static long LargestContent(ReadOnlySpan<byte> frames)
    {
        long largest = 0;
        var hasContent = false;
        while (!frames.IsEmpty)
        {
            var isSkippable = IsSkippable(frames);
            long content = 0;
            var length = isSkippable ? SkippableLength(frames) : ReadFrame(frames, out content);
            if (length <= 0)
            {
                return CompressedFrame.Unsound;
            }

            hasContent |= !isSkippable;
            largest += content;
            frames = frames[length..];
        }

        return hasContent ? largest : CompressedFrame.Unsound;
    }

    private static bool IsSkippable(ReadOnlySpan<byte> frame) =>
        frame.Length >= SkippableHeaderLength && (BinaryPrimitives.ReadUInt32LittleEndian(frame) & SkippableMask) == SkippableMagic;

    private static int SkippableLength(ReadOnlySpan<byte> frame)
    {
        var length = SkippableHeaderLength + (long)BinaryPrimitives.ReadUInt32LittleEndian(frame[sizeof(uint)..]);
        return length <= frame.Length ? (int)length : -1;
    }

    /// <summary>Returns the frame's length, or -1.</summary>
    private static int ReadFrame(ReadOnlySpan<byte> frame, out long content)
    {
        content = 0;
        if (!Header.TryRead(frame, out var header))
        {
            return -1;
        }

        var blocks = ReadBlocks(frame[header.Length..], Math.Min(header.WindowBytes, BlockBytesMax), out content);
        if (blocks < 0)
        {
            return -1;
        }

        var length = header.Length + blocks + (header.HasChecksum ? sizeof(uint) : 0);
        if (length > frame.Length || header.ContentBytes > content)
        {
            return -1;
        }

        content = header.ContentBytes ?? content;
        return length;
    }

    /// <summary>Returns the length of a frame's blocks, or -1. A compressed block counts as the most that a block may hold.</summary>
    private static int ReadBlocks(ReadOnlySpan<byte> blocks, long blockMax, out long content)
    {
        content = 0;
        var isLast = false;
        var at = 0;
        while (!isLast)
        {
            if (blocks.Length - at < BlockHeaderLength)
            {
                return -1;
            }

            var block = blocks[at] | (blocks[at + 1] << 8) | (blocks[at + 2] << 16);
            var (type, size) = ((BlockType)((block >> 1) & 3), block >> 3);
            var stored = type == BlockType.Repeated ? 1 : size;
            at += BlockHeaderLength;
            if (type == BlockType.Reserved || size > blockMax || stored > blocks.Length - at)
            {
                return -1;
            }

            isLast = (block & 1) != 0;
            content += type == BlockType.Compressed ? blockMax : size;
            at += stored;
        }

        return at;
    }

    private enum BlockType
    {
        Raw = 0,
        Repeated = 1,
        Compressed = 2,
        Reserved = 3,
    }

    private readonly record struct Header(int Length, long WindowBytes, long? ContentBytes, bool HasChecksum)
    {
        private const int DescriptorAt = sizeof(uint);
        private const int SingleSegmentFlag = 0x20;
        private const int ReservedFlag = 0x08;
        private const int ChecksumFlag = 0x04;
        private const int DictionaryMask = 0x03;
        private const int WindowLogMin = 10;

        public static bool TryRead(ReadOnlySpan<byte> frame, out Header header)
        {
            header = default;
            if (frame.Length <= DescriptorAt || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
            {
                return false;
            }

            var descriptor = frame[DescriptorAt];
            var isSingle = (descriptor & SingleSegmentFlag) != 0;
            var contentAt = DescriptorAt + (isSingle ? 1 : 2);
            var contentLength = ContentLength(descriptor >> 6, isSingle);
            var length = contentAt + contentLength;

            // No Kafka client has a dictionary.
            if ((descriptor & (ReservedFlag | DictionaryMask)) != 0 || frame.Length < length)
            {
                return false;
            }

            var content = ReadContent(frame.Slice(contentAt, contentLength));
            var window = isSingle ? content!.Value : Window(frame[DescriptorAt + 1]);
            header = new Header(length, window, content, (descriptor & ChecksumFlag) != 0);
            return window is >= 0 and <= WindowBytesMax;
        }

        private static int ContentLength(int code, bool isSingle) => code switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };

        private static long? ReadContent(ReadOnlySpan<byte> field) => field.Length switch
        {
            0 => null,
            1 => field[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256,
            4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadInt64LittleEndian(field) is >= 0 and var bytes ? bytes : long.MaxValue,
        };

        private static long Window(byte descriptor)
        {
            var window = 1L << (WindowLogMin + (descriptor >> 3));
            return window + (window / 8 * (descriptor & 7));
        }
    }
}
