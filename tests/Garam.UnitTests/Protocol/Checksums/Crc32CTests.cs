using System.Text;
using CsCheck;
using Garam.Protocol.Checksums;

namespace Garam.UnitTests.Protocol.Checksums;

public sealed class Crc32CTests
{
    /// <summary>Around every boundary of the stripes: 8 bytes, three stripes of 256, pieces of 1536 when copying.</summary>
    private static readonly int[] Lengths =
        [0, 1, 7, 8, 9, 63, 255, 256, 767, 768, 769, 775, 1535, 1536, 1537, 4096, 12287, 12288, 12289, 13056, 24575, 24576, 40000, 100_003];

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Known_vectors(string text, uint expected) =>
        Assert.Equal(expected, Crc32C.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Vectors_of_rfc_3720()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void Every_length_and_alignment_agrees_with_the_table_version()
    {
        var bytes = RandomBytes(100_016);
        foreach (var length in Lengths)
        {
            for (var start = 0; start < 9; start += 3)
            {
                var slice = bytes.AsSpan(start, length);
                Assert.Equal(Bitwise(slice), Crc32C.Compute(slice));
                Assert.Equal(Crc32C.Compute(slice), Software(slice));
            }
        }
    }

    [Fact]
    public void Copy_moves_every_byte_and_computes_the_same_checksum()
    {
        var bytes = RandomBytes(100_016);
        foreach (var length in Lengths)
        {
            var slice = bytes.AsSpan(5, length);
            var copy = new byte[length + 2];
            Assert.Equal(Crc32C.Compute(slice), Crc32C.CopyAndCompute(slice, copy.AsSpan(1)));
            Assert.True(slice.SequenceEqual(copy.AsSpan(1, length)));
            Assert.Equal(0, copy[0]);
            Assert.Equal(0, copy[^1]);
        }
    }

    [Fact]
    public void Appending_in_pieces_equals_one_pass() =>
        Gen.Select(Gen.Byte.Array[0, 30_000], Gen.Double.Unit).Sample(
            (bytes, share) =>
            {
                var cut = (int)(share * bytes.Length);
                var head = Crc32C.Compute(bytes.AsSpan(0, cut));
                Assert.Equal(Crc32C.Compute(bytes), Crc32C.Append(head, bytes.AsSpan(cut)));
                Assert.Equal(Crc32C.Compute(bytes), Crc32C.Combine(head, Crc32C.Compute(bytes.AsSpan(cut)), bytes.Length - cut));
            },
            iter: 200);

    [Fact]
    public void Combine_with_nothing_changes_nothing()
    {
        Assert.Equal(0x12345678u, Crc32C.Combine(0x12345678, 0, 0));
        Assert.Equal(0x12345678u, Crc32C.Combine(0, 0x12345678, 1L << 40));
    }

    [Fact]
    public void Replacing_bytes_gives_the_checksum_of_the_new_bytes()
    {
        var bytes = RandomBytes(70_000);
        var crc = Crc32C.Compute(bytes);
        var before = bytes.AsSpan(100, 10).ToArray();
        bytes.AsSpan(100, 10).Fill(0x5A);

        var replaced = Crc32C.Replace(crc, before, bytes.AsSpan(100, 10), bytes.Length - 110);

        Assert.Equal(Crc32C.Compute(bytes), replaced);
        Assert.NotEqual(Crc32C.Compute(bytes), Crc32C.Replace(crc ^ 1, before, bytes.AsSpan(100, 10), bytes.Length - 110));
    }

    [Fact]
    public void Copy_into_a_short_destination_is_refused() =>
        Assert.Throws<ArgumentException>(() => Crc32C.CopyAndCompute(new byte[9], new byte[8]));

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(42).NextBytes(bytes);
        return bytes;
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ 0x82F63B78;
            }
        }

        return ~state;
    }

    private static uint Software(ReadOnlySpan<byte> bytes) => ~Crc32CSoftware.Update(uint.MaxValue, bytes);
}
