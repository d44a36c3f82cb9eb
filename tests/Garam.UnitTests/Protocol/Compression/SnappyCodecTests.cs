using Garam.Protocol.Compression;

namespace Garam.UnitTests.Protocol.Compression;

public sealed class SnappyCodecTests
{
    private const int Limit = 8 << 20;

    /// <summary>Literals with the length in the tag and after it, copies with offsets of 11, 16 and 32 bits.</summary>
    private static readonly byte[] EveryElement =
    [
        15, 0x0C, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 0x01, 4, 0x0A, 8, 0, 0x07, 1, 0, 0, 0, 0xF0, 1, (byte)'x', (byte)'y',
    ];

    private readonly SnappyCodec _codec = new();

    [Fact]
    public void A_raw_block_is_read()
    {
        using var buffer = new BoundedBuffer(Limit);
        Assert.Equal(DecompressionStatus.Done, _codec.Decompress(EveryElement, buffer));
        Assert.Equal("abcdabcdabcccxy"u8, buffer.WrittenSpan);
    }

    [Fact]
    public void A_raw_block_that_is_cut_or_goes_on_is_corrupt()
    {
        for (var length = 0; length < EveryElement.Length; length++)
        {
            Assert.Equal(DecompressionStatus.Corrupt, Decompress(EveryElement[..length]));
        }

        for (var more = 0; more <= byte.MaxValue; more++)
        {
            Assert.Equal(DecompressionStatus.Corrupt, Decompress([.. EveryElement, (byte)more]));
        }
    }

    /// <summary>
    /// The content is there, but the last element ends after the block: a decoder that stops at the content's length does not notice.
    /// </summary>
    [Theory]
    [InlineData(new byte[] { 1, 0x50, (byte)'x' })]
    [InlineData(new byte[] { 1, 0xF0, 9, (byte)'x' })]
    [InlineData(new byte[] { 1, 0xFC, 0, 0, 0, 0x80, (byte)'x' })]
    [InlineData(new byte[] { 1, 0x00, (byte)'x', 0x01 })]
    [InlineData(new byte[] { 1, 0x00, (byte)'x', 0x00 })]
    [InlineData(new byte[] { 1, 0x00, (byte)'x', 0xF4, 0 })]
    public void A_last_element_that_is_cut_is_corrupt(byte[] block) => Assert.Equal(DecompressionStatus.Corrupt, Decompress(block));

    [Fact]
    public void Nothing_is_read_from_a_block_without_elements()
    {
        Assert.Equal(DecompressionStatus.Done, Decompress([0]));
        Assert.Equal(DecompressionStatus.Corrupt, Decompress([1]));
        Assert.Equal(DecompressionStatus.Corrupt, Decompress([0, 0x00, (byte)'x']));
    }

    [Fact]
    public void A_copy_from_before_the_content_is_corrupt()
    {
        Assert.Equal(DecompressionStatus.Corrupt, Decompress([8, 0x0C, 1, 2, 3, 4, 0x01, 5]));
        Assert.Equal(DecompressionStatus.Corrupt, Decompress([8, 0x0C, 1, 2, 3, 4, 0x01, 0]));
    }

    [Fact]
    public void A_claimed_length_of_2_gib_allocates_nothing_like_it()
    {
        using var buffer = new BoundedBuffer(int.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DecompressionStatus.Corrupt, _codec.Decompress([0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0], buffer));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    /// <summary>The pool would keep the arrays: large content comes from the operating system and goes back to it.</summary>
    [Fact]
    public void A_large_block_takes_no_array()
    {
        var source = new byte[5 << 20];
        new Random(9).NextBytes(source);
        var block = Snappier.Snappy.CompressToArray(source);
        using var buffer = new BoundedBuffer(source.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DecompressionStatus.Done, _codec.Decompress(block, buffer));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.True(buffer.WrittenSpan.SequenceEqual(source));
    }

    private DecompressionStatus Decompress(byte[] block)
    {
        using var buffer = new BoundedBuffer(Limit);
        return _codec.Decompress(block, buffer);
    }
}
