using System.Buffers.Binary;
using System.IO.Hashing;

namespace Garam.Protocol.Compression;

/// <summary>The descriptor at the start of an lz4 frame.</summary>
internal readonly record struct Lz4FrameHeader(
    int Length, int BlockBytesMax, bool HasIndependentBlocks, bool HasBlockChecksums, bool HasContentChecksum)
{
    /// <summary>The size that the frame declares, or null.</summary>
    public long? ContentBytes { get; private init; }

    public const uint Magic = 0x184D2204;

    private const int FlagsAt = 4;
    private const int DescriptorMin = 2;
    private const int Version = 0x40;
    private const int VersionMask = 0xC0;
    private const int IndependentBlocksFlag = 0x20;
    private const int BlockChecksumFlag = 0x10;
    private const int ContentSizeFlag = 0x08;
    private const int ContentChecksumFlag = 0x04;

    /// <summary>A reserved bit, and the bit for dictionaries, which no Kafka client uses.</summary>
    private const int RefusedFlags = 0x03;

    /// <summary>Reserved bits next to the block size, which liblz4 and Java refuse.</summary>
    private const int RefusedBlockBits = 0x8F;

    /// <summary>64 KiB blocks, as Java writes them.</summary>
    private const int SmallestBlockCode = 4;
    private const int LargestBlockCode = 7;

    public const int WrittenLength = FlagsAt + DescriptorMin + 1;
    public const int WrittenBlockBytesMax = 64 * 1024;

    public static bool TryRead(ReadOnlySpan<byte> frame, out Lz4FrameHeader header)
    {
        header = default;
        if (frame.Length < WrittenLength || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
        {
            return false;
        }

        var flags = frame[FlagsAt];
        var blockCode = (frame[FlagsAt + 1] >> 4) & 7;
        var descriptorLength = DescriptorMin + ((flags & ContentSizeFlag) == 0 ? 0 : sizeof(ulong));
        var length = FlagsAt + descriptorLength + 1;
        if ((flags & VersionMask) != Version || (flags & RefusedFlags) != 0 || (frame[FlagsAt + 1] & RefusedBlockBits) != 0
            || blockCode < SmallestBlockCode || frame.Length < length
            || frame[length - 1] != ComputeChecksum(frame.Slice(FlagsAt, descriptorLength)))
        {
            return false;
        }

        header = new Lz4FrameHeader(
            length,
            1 << (8 + (2 * blockCode)),
            (flags & IndependentBlocksFlag) != 0,
            (flags & BlockChecksumFlag) != 0,
            (flags & ContentChecksumFlag) != 0)
        {
            ContentBytes = (flags & ContentSizeFlag) == 0 ? null : ReadContentBytes(frame[(FlagsAt + DescriptorMin)..]),
        };
        return blockCode <= LargestBlockCode;
    }

    /// <summary>Writes the header that Java writes: independent blocks of 64 KiB, no checksum but its own.</summary>
    public static void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        destination[FlagsAt] = Version | IndependentBlocksFlag;
        destination[FlagsAt + 1] = SmallestBlockCode << 4;
        destination[FlagsAt + DescriptorMin] = ComputeChecksum(destination.Slice(FlagsAt, DescriptorMin));
    }

    private static long ReadContentBytes(ReadOnlySpan<byte> field) =>
        BinaryPrimitives.ReadInt64LittleEndian(field) is >= 0 and var bytes ? bytes : long.MaxValue;

    private static byte ComputeChecksum(ReadOnlySpan<byte> descriptor) => (byte)(XxHash32.HashToUInt32(descriptor) >> 8);
}
