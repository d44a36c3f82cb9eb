using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using Garam.Protocol.Compression;

namespace Garam.UnitTests.Protocol.Compression;

public sealed class Lz4CodecTests
{
    private const int Limit = 1 << 20;
    private const byte Earlier = 0xAA;

    /// <summary>Written by <c>lz4 -B4 -BD -BX --content-size</c> from 140,000 bytes of zeros: dependent blocks, every checksum.</summary>
    private const string LinkedLz4Frame =
        "BCJNGFxA4CICAAAAAABPCwEAAB8AAQD/////////////////////////////////////////////////////////////////////////////////////////" +
        "////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////" +
        "////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////" +
        "////////////51AAAAAAAOuJcicLAQAAHwABAP//////////////////////////////////////////////////////////////////////////////////" +
        "////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////" +
        "////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////" +
        "///////////////////nUAAAAAAA64lyJy0AAAAfAAEA/////////////////////////////////////////////+lQAAAAAAC80noEAAAAAIVyNZg=";

    /// <summary>600 bytes of log lines, written by liblz4 1.9.4: one independent block, no checksum.</summary>
    private const string Lz4FrameOfLiblz4 =
        "BCJNGGBAgtAAAADyJ1BhY2tldFJlc3BvbmRlciAxIGZvciBibG9jayBibGtfNTV0ZXJtaW5hdGluZwo2MklORk8gMQYAHzE9AA0YODwALzEwLwAN/wYxMDgx" +
        "MTA5IDIwMzYxNSAxNDggMTM1AA0eMDUAHzU1AA4hNTnCACg3NKEALzQ4bAANLjc5bQAfMgYBDg9YAA8eM1cAKDQwmwAuODciAB8xjQAAHzNkAQ77ADY3ZGZz" +
        "LkRhdGFOb2RlJPIAODogMncAHzMSAQ8YNjAAsDI2SU5GTyA4NHRlAAAAAA==";

    private const string HashOfLiblz4Content = "E2169052B41516EE8D0DB085F127F1C4CC8FA2244223A49F014A6B27EB0AEF0A";

    private readonly Lz4Codec _codec = new();

    [Fact]
    public void A_frame_of_liblz4_is_read()
    {
        using var buffer = new BoundedBuffer(Limit);
        Assert.Equal(DecompressionStatus.Done, _codec.Decompress(Convert.FromBase64String(Lz4FrameOfLiblz4), buffer));
        Assert.Equal(600, buffer.WrittenCount);
        Assert.Equal(HashOfLiblz4Content, Convert.ToHexString(SHA256.HashData(buffer.WrittenSpan)));
    }

    [Fact]
    public void Dependent_blocks_are_read_and_checksums_are_checked()
    {
        var frame = Convert.FromBase64String(LinkedLz4Frame);
        using var buffer = new BoundedBuffer(Limit);
        Assert.Equal(DecompressionStatus.Done, _codec.Decompress(frame, buffer));
        Assert.Equal(140_000, buffer.WrittenCount);
        Assert.Equal(-1, buffer.WrittenSpan.IndexOfAnyExcept((byte)0));

        for (var at = 4; at < frame.Length; at++)
        {
            frame[at] ^= 1;
            using var damaged = new BoundedBuffer(Limit);
            Assert.Equal(DecompressionStatus.Corrupt, _codec.Decompress(frame, damaged));
            frame[at] ^= 1;
        }
    }

    [Fact]
    public void A_frame_that_does_not_hold_the_size_that_it_declares_is_corrupt()
    {
        byte[] block = [0x50, 1, 2, 3, 4, 5];
        Assert.Equal(DecompressionStatus.Done, Decompress(Frame(block, contentBytes: 5), Limit));
        Assert.Equal(DecompressionStatus.Corrupt, Decompress(Frame(block, contentBytes: 4), Limit));
        Assert.Equal(DecompressionStatus.Corrupt, Decompress(Frame(block, contentBytes: 6), Limit));
    }

    [Theory]
    [InlineData(0x0F)]
    [InlineData(0x80)]
    public void A_frame_with_reserved_bits_beside_the_block_size_is_corrupt(byte bits)
    {
        var frame = Frame([0x10, 1], blockSize: (byte)(0x40 | bits));
        Assert.Equal(DecompressionStatus.Corrupt, Decompress(frame, Limit));
        Assert.Equal(CompressedFrame.Unsound, CompressedFrame.LargestContent(CompressionType.Lz4, frame));
    }

    /// <summary>
    /// 1,000 bytes of one value, then five literals. The second block declares a match that reaches before the first byte.
    /// </summary>
    [Fact]
    public void At_the_limit_damage_and_size_are_told_apart()
    {
        byte[] sound = [0x1F, 7, 1, 0, 255, 255, 255, 215, 0x50, 1, 2, 3, 4, 5];
        Assert.Equal(DecompressionStatus.Done, Decompress(Frame(sound), 1005));
        Assert.Equal(DecompressionStatus.TooLarge, Decompress(Frame(sound), 1004));
        Assert.Equal(DecompressionStatus.TooLarge, Decompress(Frame(sound), 10));
        byte[] damaged = [0x1F, 7, 2, 0, 255, 255, 255, 215, 0x50, 1, 2, 3, 4, 5];
        Assert.Equal(DecompressionStatus.Corrupt, Decompress(Frame(damaged), 1004));
    }

    /// <summary>
    /// By the format's rule the last match of a block starts at least 12 bytes before the end. Not every encoder keeps it, and a decoder
    /// holds it against the end of its target: a block that is read where there is room must not be refused because the limit is as near as
    /// its content.
    /// </summary>
    [Fact]
    public void A_block_with_a_match_near_its_end_is_read_up_to_the_limit()
    {
        byte[] block = [0x40, 1, 2, 3, 4, 2, 0, 0x50, 5, 6, 7, 8, 9];
        Assert.Equal(DecompressionStatus.Done, Decompress(Frame(block), 13));
        Assert.Equal(DecompressionStatus.TooLarge, Decompress(Frame(block), 12));
    }

    [Fact]
    public void A_match_of_distance_0_never_shows_earlier_content()
    {
        byte[] block = [0x1F, 7, 0, 0, 255, 200, 0x50, 1, 2, 3, 4, 5];
        var array = ArrayPool<byte>.Shared.Rent(16 * 1024);
        array.AsSpan().Fill(Earlier);
        ArrayPool<byte>.Shared.Return(array);

        using var buffer = new BoundedBuffer(Limit);
        _codec.Decompress(Frame(block), buffer);

        Assert.Equal(-1, buffer.WrittenSpan.IndexOf(Earlier));
    }

    private DecompressionStatus Decompress(byte[] frame, int limit)
    {
        using var buffer = new BoundedBuffer(limit);
        return _codec.Decompress(frame, buffer);
    }

    /// <summary>One block, independent, in a frame without other checksums than the header's own.</summary>
    private static byte[] Frame(byte[] block, long? contentBytes = null, byte blockSize = 0x40)
    {
        byte[] size = new byte[contentBytes is null ? 0 : sizeof(long)];
        if (contentBytes is { } declared)
        {
            BinaryPrimitives.WriteInt64LittleEndian(size, declared);
        }

        byte[] descriptor = [(byte)(contentBytes is null ? 0x60 : 0x68), blockSize, .. size];
        byte[] length = [(byte)block.Length, 0, 0, 0];
        return [0x04, 0x22, 0x4D, 0x18, .. descriptor, (byte)(XxHash32.HashToUInt32(descriptor) >> 8), .. length, .. block, 0, 0, 0, 0];
    }
}
