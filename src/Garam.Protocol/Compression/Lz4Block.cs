using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>One lz4 block: sequences of literals and a copy from the last 64 KiB of output.</summary>
internal static class Lz4Block
{
    private const int MatchMin = 4;

    /// <summary>The format ends every block with at least this many literals,</summary>
    private const int LastLiteralsMin = 5;

    /// <summary>and no match may begin nearer to the end than this.</summary>
    private const int MatchStartLimit = 12;

    /// <summary>Lengths from here on continue in further bytes.</summary>
    private const int NibbleMax = 15;

    private const int HashBits = 12;

    /// <summary>Every 64 bytes without a match the search takes a longer step, so that incompressible input costs little.</summary>
    private const int SkipShift = 6;

    /// <summary>
    /// Decodes behind <paramref name="start"/> in <paramref name="output"/>; copies reach back to <paramref name="historyStart"/> at most.
    /// <see cref="DecompressionStatus.TooLarge"/> means that <paramref name="output"/> is full.
    /// </summary>
    public static DecompressionStatus Decode(ReadOnlySpan<byte> block, Span<byte> output, int start, int historyStart, out int end)
    {
        end = start;
        for (var at = 0; at < block.Length;)
        {
            var token = block[at++];
            var literals = ReadLength(block, ref at, token >> 4);
            if (literals < 0 || literals > block.Length - at)
            {
                return DecompressionStatus.Corrupt;
            }

            if (literals > output.Length - end)
            {
                return DecompressionStatus.TooLarge;
            }

            block.Slice(at, literals).CopyTo(output[end..]);
            at += literals;
            end += literals;
            if (at == block.Length)
            {
                return DecompressionStatus.Done;
            }

            var status = DecodeMatch(block, ref at, token & NibbleMax, output, historyStart, ref end);
            if (status != DecompressionStatus.Done)
            {
                return status;
            }
        }

        return DecompressionStatus.Corrupt;
    }

    /// <summary>Encodes at most 64 KiB and returns the length, or 0 if it would not become smaller than <paramref name="destination"/>.</summary>
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Span<ushort> table = stackalloc ushort[1 << HashBits];
        table.Clear();
        var anchor = 0;
        var written = 0;
        for (var at = 1; at < source.Length - MatchStartLimit;)
        {
            var sequence = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            ref var slot = ref table[(int)((sequence * 2654435761) >> (32 - HashBits))];
            int candidate = slot;
            slot = (ushort)at;
            if (candidate >= at || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != sequence)
            {
                at += 1 + ((at - anchor) >> SkipShift);
                continue;
            }

            var length = source[at..^LastLiteralsMin].CommonPrefixLength(source[candidate..]);
            if (!TryWriteSequence(source[anchor..at], at - candidate, length, destination, ref written))
            {
                return 0;
            }

            at += length;
            anchor = at;
        }

        return TryWriteSequence(source[anchor..], 0, 0, destination, ref written) ? written : 0;
    }

    private static DecompressionStatus DecodeMatch(
        ReadOnlySpan<byte> block, ref int at, int lengthNibble, Span<byte> output, int historyStart, ref int end)
    {
        if (block.Length - at < sizeof(ushort))
        {
            return DecompressionStatus.Corrupt;
        }

        int offset = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
        at += sizeof(ushort);
        var length = ReadLength(block, ref at, lengthNibble);
        if (length < 0 || offset == 0 || offset > end - historyStart)
        {
            return DecompressionStatus.Corrupt;
        }

        length += MatchMin;
        if (length > output.Length - end)
        {
            return DecompressionStatus.TooLarge;
        }

        BackReference.Copy(output, end, offset, length);
        end += length;
        return DecompressionStatus.Done;
    }

    /// <summary>Returns -1 if the length is cut off. A block has at most 4 MiB, so the sum cannot overflow.</summary>
    private static int ReadLength(ReadOnlySpan<byte> block, ref int at, int nibble)
    {
        var length = nibble;
        if (nibble < NibbleMax)
        {
            return length;
        }

        while (at < block.Length)
        {
            var part = block[at++];
            length += part;
            if (part != byte.MaxValue)
            {
                return length;
            }
        }

        return -1;
    }

    /// <summary>A sequence without a match (offset 0) ends the block.</summary>
    private static bool TryWriteSequence(ReadOnlySpan<byte> literals, int offset, int matchLength, Span<byte> destination, ref int written)
    {
        var extra = Math.Max(matchLength - MatchMin, 0);
        var size = 1 + SizeOfLength(literals.Length) + literals.Length + (offset == 0 ? 0 : sizeof(ushort) + SizeOfLength(extra));
        if (size > destination.Length - written)
        {
            return false;
        }

        destination[written++] = (byte)((Math.Min(literals.Length, NibbleMax) << 4) | Math.Min(extra, NibbleMax));
        WriteLength(literals.Length, destination, ref written);
        literals.CopyTo(destination[written..]);
        written += literals.Length;
        if (offset != 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[written..], (ushort)offset);
            written += sizeof(ushort);
            WriteLength(extra, destination, ref written);
        }

        return true;
    }

    private static int SizeOfLength(int length) => length < NibbleMax ? 0 : ((length - NibbleMax) / byte.MaxValue) + 1;

    private static void WriteLength(int length, Span<byte> destination, ref int written)
    {
        if (length < NibbleMax)
        {
            return;
        }

        for (length -= NibbleMax; length >= byte.MaxValue; length -= byte.MaxValue)
        {
            destination[written++] = byte.MaxValue;
        }

        destination[written++] = (byte)length;
    }
}
