using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>
/// Inspects compressed bytes without decompressing them: headers, lengths and declared sizes, a step per block. This finds bytes that were
/// never compressed, frames that are cut off and frames that claim to hold more than they can. Only decompression tells whether the blocks
/// can be decoded.
/// </summary>
public static class CompressedFrame
{
    /// <summary>The result for bytes that no codec of this type reads.</summary>
    public const long Unsound = -1;

    /// <summary>The most bytes that deflate makes of one byte.</summary>
    private const long DeflateExpansionMax = 1032;

    private const int GzipFlagsAt = 3;
    private const int GzipReservedFlags = 0xE0;

    /// <summary>Returns the most bytes that <paramref name="compressed"/> can decompress to, or <see cref="Unsound"/>.</summary>
    public static long LargestContent(CompressionType type, ReadOnlySpan<byte> compressed) => type switch
    {
        CompressionType.None => compressed.Length,
        CompressionType.Gzip => GzipContent(compressed),
        CompressionType.Snappy => SnappyCodec.LargestContent(compressed),
        CompressionType.Lz4 => Lz4Content(compressed),
        CompressionType.Zstd => ZstdFrame.LargestContent(compressed),
        _ => Unsound,
    };

    /// <summary>Reads one member, which declares its length at its end.</summary>
    private static long GzipContent(ReadOnlySpan<byte> member)
    {
        if (member.Length < GzipCodec.MemberBytesMin || member[0] != 0x1F || member[1] != 0x8B || member[2] != 8
            || (member[GzipFlagsAt] & GzipReservedFlags) != 0)
        {
            return Unsound;
        }

        long declared = BinaryPrimitives.ReadUInt32LittleEndian(member[^sizeof(uint)..]);
        return declared <= DeflateExpansionMax * member.Length ? declared : Unsound;
    }

    /// <summary>Refuses blocks that depend on each other, because Java consumers refuse them.</summary>
    private static long Lz4Content(ReadOnlySpan<byte> frame)
    {
        if (!Lz4FrameHeader.TryRead(frame, out var header) || !header.HasIndependentBlocks)
        {
            return Unsound;
        }

        long largest = 0;
        for (var at = header.Length; frame.Length - at >= sizeof(uint);)
        {
            var block = BinaryPrimitives.ReadUInt32LittleEndian(frame[at..]);
            at += sizeof(uint);
            if (block == 0)
            {
                var isWhole = frame.Length - at == (header.HasContentChecksum ? sizeof(uint) : 0);
                var declared = header.ContentBytes ?? largest;
                return isWhole && declared <= largest ? declared : Unsound;
            }

            var length = block & ~Lz4Codec.StoredFlag;
            var taken = length + (header.HasBlockChecksums ? sizeof(uint) : 0);
            if (length > header.BlockBytesMax || taken > frame.Length - at)
            {
                return Unsound;
            }

            largest += (block & Lz4Codec.StoredFlag) != 0 ? length : Math.Min(header.BlockBytesMax, Lz4Codec.ExpansionMax * (long)length);
            at += (int)taken;
        }

        return Unsound;
    }
}
