using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;

namespace Garam.Protocol.Compression;

/// <summary>
/// LZ4 frames. The package decodes and encodes blocks. This class reads the frame, because the package's own stream accepts frames that
/// Kafka's consumers refuse, and knows no limit.
/// </summary>
internal sealed class Lz4Codec : ICompressionCodec
{
    /// <summary>Flag in the length of a block whose bytes are not compressed.</summary>
    public const uint StoredFlag = 0x8000_0000;

    /// <summary>The most bytes that a block makes of one byte: a length byte of 255 is the cheapest way to ask for output.</summary>
    public const int ExpansionMax = 255;

    /// <summary>The farthest that a match reaches back.</summary>
    private const int HistoryBytesMax = 64 * 1024;

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        Lz4FrameHeader.Write(destination.GetSpan(Lz4FrameHeader.WrittenLength));
        destination.Advance(Lz4FrameHeader.WrittenLength);
        var blockLevel = BlockLevel(level);
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(source.Length, Lz4FrameHeader.WrittenBlockBytesMax)];
            CompressBlock(block, destination, blockLevel);
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

            var block = source.Slice(at, length);
            var status = (blockHeader & StoredFlag) != 0
                ? CopyBlock(block, destination)
                : DecompressBlock(block, header, frameStart, destination);
            if (status != DecompressionStatus.Done)
            {
                return status;
            }

            at += length + checksumLength;
        }

        return DecompressionStatus.Corrupt;
    }

    /// <summary>Levels from 3 on search harder, as in liblz4. All lower levels are its fast mode.</summary>
    private static LZ4Level BlockLevel(int? level) =>
        level is null or < (int)LZ4Level.L03_HC ? LZ4Level.L00_FAST : (LZ4Level)Math.Min(level.Value, (int)LZ4Level.L12_MAX);

    private static void CompressBlock(ReadOnlySpan<byte> block, IBufferWriter<byte> destination, LZ4Level level)
    {
        // One byte less than the block, because a block that does not become smaller is stored uncompressed.
        var room = destination.GetSpan(sizeof(uint) + block.Length);
        var length = LZ4Codec.Encode(block, room.Slice(sizeof(uint), block.Length - 1), level);
        var header = (uint)length;
        if (length <= 0)
        {
            block.CopyTo(room[sizeof(uint)..]);
            length = block.Length;
            header = (uint)length | StoredFlag;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(room, header);
        destination.Advance(sizeof(uint) + length);
    }

    private static DecompressionStatus CopyBlock(ReadOnlySpan<byte> block, BoundedBuffer destination)
    {
        var room = destination.Reserve(block.Length);
        if (block.Length > room.Length)
        {
            return DecompressionStatus.TooLarge;
        }

        block.CopyTo(room);
        return Advance(block.Length, destination);
    }

    private static DecompressionStatus DecompressBlock(
        ReadOnlySpan<byte> block, Lz4FrameHeader header, int frameStart, BoundedBuffer destination)
    {
        var start = destination.WrittenCount;
        var wanted = (int)Math.Min(header.BlockBytesMax, (long)ExpansionMax * block.Length);
        var output = destination.ReserveWithHistory(wanted);
        var room = output.Slice(start, Math.Min(wanted, output.Length - start));
        var history = header.HasIndependentBlocks ? default : output[Math.Max(frameStart, start - HistoryBytesMax)..start];
        if (TryDecode(block, room, history, out var written))
        {
            return Advance(written, destination);
        }

        // The decoder does not say what failed. The reason can be a target that the caller's limit made smaller than the frame allows.
        return room.Length < wanted ? DecompressAside(block, wanted, room, history, destination) : DecompressionStatus.Corrupt;
    }

    private static DecompressionStatus DecompressAside(
        ReadOnlySpan<byte> block, int wanted, Span<byte> room, ReadOnlySpan<byte> history, BoundedBuffer destination)
    {
        var aside = ArrayPool<byte>.Shared.Rent(wanted);
        var status = DecompressionStatus.Corrupt;
        if (TryDecode(block, aside.AsSpan(0, wanted), history, out var written))
        {
            status = DecompressionStatus.TooLarge;
            if (written <= room.Length)
            {
                aside.AsSpan(0, written).CopyTo(room);
                status = Advance(written, destination);
            }
        }

        ArrayPool<byte>.Shared.Return(aside);
        return status;
    }

    private static DecompressionStatus Advance(int count, BoundedBuffer destination)
    {
        destination.Advance(count);
        return destination.IsOverfull ? DecompressionStatus.TooLarge : DecompressionStatus.Done;
    }

    private static bool TryDecode(ReadOnlySpan<byte> block, Span<byte> target, ReadOnlySpan<byte> history, out int written)
    {
        // For a match of distance 0 the decoder keeps the old content of the target, which must never be another batch's.
        if (block.IndexOf("\0\0"u8) >= 0)
        {
            target.Clear();
        }

        written = LZ4Codec.Decode(block, target, history);
        if (written >= 0)
        {
            return true;
        }

        // One run of no literals, which the decoder cannot tell from a fault.
        written = 0;
        return block is [< 0x10];
    }

    private static DecompressionStatus FinishFrame(ReadOnlySpan<byte> rest, Lz4FrameHeader header, ReadOnlySpan<byte> content)
    {
        var expected = header.HasContentChecksum ? sizeof(uint) : 0;
        var isDeclared = header.ContentBytes is null || header.ContentBytes == content.Length;
        return isDeclared && rest.Length == expected && (expected == 0 || IsChecksumRight(content, rest))
            ? DecompressionStatus.Done
            : DecompressionStatus.Corrupt;
    }

    private static bool IsChecksumRight(ReadOnlySpan<byte> content, ReadOnlySpan<byte> stored) =>
        XxHash32.HashToUInt32(content) == BinaryPrimitives.ReadUInt32LittleEndian(stored);
}
