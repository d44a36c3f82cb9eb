using System.Buffers;
using System.Buffers.Binary;

namespace Garam.Protocol.Compression;

/// <summary>Lz4 frames without a native library: slower, for machines that lack it.</summary>
internal sealed class ManagedLz4Codec : ICompressionCodec
{
    private const uint StoredFlag = 0x8000_0000;

    /// <summary>A length byte of 255 is the cheapest way to ask for output.</summary>
    private const int ExpansionMax = 255;

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        Lz4FrameHeader.Write(destination.GetSpan(Lz4FrameHeader.WrittenLength));
        destination.Advance(Lz4FrameHeader.WrittenLength);
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(source.Length, Lz4FrameHeader.WrittenBlockBytesMax)];
            CompressBlock(block, destination);
            source = source[block.Length..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination.GetSpan(sizeof(uint)), 0);
        destination.Advance(sizeof(uint));
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        if (!Lz4FrameHeader.TryRead(source, out var header))
        {
            return DecompressionStatus.Corrupt;
        }

        var frameStart = destination.WrittenCount;
        for (var at = header.Length; source.Length - at >= sizeof(uint);)
        {
            var blockHeader = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            at += sizeof(uint);
            if (blockHeader == 0)
            {
                return FinishFrame(source[at..], header, destination.WrittenSpan[frameStart..]);
            }

            var length = (int)(blockHeader & ~StoredFlag);
            var checksumLength = header.HasBlockChecksums ? sizeof(uint) : 0;
            if (length > header.BlockBytesMax || length + checksumLength > source.Length - at
                || (header.HasBlockChecksums && !IsChecksumRight(source.Slice(at, length), source[(at + length)..])))
            {
                return DecompressionStatus.Corrupt;
            }

            var status = DecompressBlock(source.Slice(at, length), (blockHeader & StoredFlag) != 0, header, frameStart, destination);
            if (status != DecompressionStatus.Done)
            {
                return status;
            }

            at += length + checksumLength;
        }

        return DecompressionStatus.Corrupt;
    }

    private static void CompressBlock(ReadOnlySpan<byte> block, IBufferWriter<byte> destination)
    {
        // One byte less than the block: what does not become smaller is stored.
        var room = destination.GetSpan(sizeof(uint) + block.Length);
        var length = Lz4Block.Encode(block, room.Slice(sizeof(uint), block.Length - 1));
        var header = (uint)length;
        if (length == 0)
        {
            block.CopyTo(room[sizeof(uint)..]);
            length = block.Length;
            header = (uint)length | StoredFlag;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(room, header);
        destination.Advance(sizeof(uint) + length);
    }

    private static DecompressionStatus DecompressBlock(
        ReadOnlySpan<byte> block, bool isStored, Lz4FrameHeader header, int frameStart, BoundedBuffer destination)
    {
        var start = destination.WrittenCount;
        var wanted = isStored ? block.Length : (int)Math.Min(header.BlockBytesMax, (long)ExpansionMax * block.Length);
        var output = destination.ReserveWithHistory(wanted);
        var isLimitNear = output.Length - start < wanted;
        output = output[..Math.Min(output.Length, start + wanted)];

        int end;
        var status = DecompressionStatus.Done;
        if (isStored)
        {
            end = start + Math.Min(block.Length, output.Length - start);
            block[..(end - start)].CopyTo(output[start..]);
        }
        else
        {
            status = Lz4Block.Decode(block, output, start, header.HasIndependentBlocks ? start : frameStart, out end);
        }

        destination.Advance(end - start);
        if (destination.IsOverfull)
        {
            return DecompressionStatus.TooLarge;
        }

        // A full output is the caller's limit only if the limit made it smaller than the frame allows.
        return status == DecompressionStatus.TooLarge && !isLimitNear ? DecompressionStatus.Corrupt : status;
    }

    private static DecompressionStatus FinishFrame(ReadOnlySpan<byte> rest, Lz4FrameHeader header, ReadOnlySpan<byte> content)
    {
        var expected = header.HasContentChecksum ? sizeof(uint) : 0;
        return rest.Length == expected && (expected == 0 || IsChecksumRight(content, rest))
            ? DecompressionStatus.Done
            : DecompressionStatus.Corrupt;
    }

    private static bool IsChecksumRight(ReadOnlySpan<byte> content, ReadOnlySpan<byte> stored) =>
        Xxh32.Compute(content) == BinaryPrimitives.ReadUInt32LittleEndian(stored);
}
