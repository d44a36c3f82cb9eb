using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>
/// Decoder of one raw snappy block. The package that encodes could decode as well, but it allocates whatever length the input claims and
/// reports damage by exceptions of several kinds.
/// </summary>
internal static class SnappyBlock
{
    private const int LengthBytesMax = 5;

    /// <summary>A literal of up to 60 bytes has its length in the tag; beyond that 1 to 4 length bytes follow.</summary>
    private const int InlineLiteralMax = 60;

    /// <summary>The best that the format can do: a copy of 64 bytes takes three.</summary>
    private const long ExpansionMax = 22;

    public static DecompressionStatus Decompress(ReadOnlySpan<byte> block, BoundedBuffer destination)
    {
        var length = DeclaredLength(block, out var at);
        if (length < 0)
        {
            return DecompressionStatus.Corrupt;
        }

        var start = destination.WrittenCount;
        if (length > destination.BytesMax - start)
        {
            return DecompressionStatus.TooLarge;
        }

        var output = destination.ReserveWithHistory((int)length).Slice(start, (int)length);
        if (!TryDecode(block[at..], output))
        {
            return DecompressionStatus.Corrupt;
        }

        destination.Advance(output.Length);
        return DecompressionStatus.Done;
    }

    /// <summary>The size that the block declares, or -1 if it cannot.</summary>
    /// <param name="block">From its length on.</param>
    /// <param name="elementsAt">Where what follows the length begins.</param>
    public static long DeclaredLength(ReadOnlySpan<byte> block, out int elementsAt)
    {
        elementsAt = ReadLength(block, out var length);
        return elementsAt < 0 || length > ExpansionMax * block.Length ? -1 : length;
    }

    private static int ReadLength(ReadOnlySpan<byte> block, out uint length)
    {
        ulong raw = 0;
        for (var at = 0; at < Math.Min(LengthBytesMax, block.Length); at++)
        {
            raw |= (ulong)(block[at] & 0x7F) << (7 * at);
            if (block[at] < 0x80)
            {
                length = (uint)raw;
                return raw > int.MaxValue ? -1 : at + 1;
            }
        }

        length = 0;
        return -1;
    }

    /// <summary>Decodes elements until the input ends; true if they fill <paramref name="output"/> exactly.</summary>
    private static bool TryDecode(ReadOnlySpan<byte> elements, Span<byte> output)
    {
        var end = 0;
        while (!elements.IsEmpty)
        {
            var used = (elements[0] & 3) == 0
                ? DecodeLiteral(elements, output, ref end)
                : DecodeCopy(elements, output, ref end);
            if (used < 0)
            {
                return false;
            }

            elements = elements[used..];
        }

        return end == output.Length;
    }

    private static int DecodeLiteral(ReadOnlySpan<byte> elements, Span<byte> output, ref int end)
    {
        long length = (elements[0] >> 2) + 1;
        var at = 1;
        if (length > InlineLiteralMax)
        {
            var lengthBytes = (int)length - InlineLiteralMax;
            if (elements.Length <= lengthBytes)
            {
                return -1;
            }

            length = 1;
            for (; at <= lengthBytes; at++)
            {
                length += (long)elements[at] << (8 * (at - 1));
            }
        }

        if (length > elements.Length - at || length > output.Length - end)
        {
            return -1;
        }

        elements.Slice(at, (int)length).CopyTo(output[end..]);
        end += (int)length;
        return at + (int)length;
    }

    private static int DecodeCopy(ReadOnlySpan<byte> elements, Span<byte> output, ref int end)
    {
        var tag = elements[0];
        var size = (tag & 3) switch { 1 => 2, 2 => 3, _ => 5 };
        if (elements.Length < size)
        {
            return -1;
        }

        var length = size == 2 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
        long offset = size switch
        {
            2 => ((tag & 0xE0) << 3) | elements[1],
            3 => BinaryPrimitives.ReadUInt16LittleEndian(elements[1..]),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(elements[1..]),
        };
        if (offset == 0 || offset > end || length > output.Length - end)
        {
            return -1;
        }

        BackReference.Copy(output, end, (int)offset, length);
        end += length;
        return size;
    }
}
