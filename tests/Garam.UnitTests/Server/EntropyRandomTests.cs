using Garam.Hosting;

namespace Garam.UnitTests.Server;

public sealed class EntropyRandomTests
{
    private const int Draws = 1_000;

    private readonly EntropyRandom _random = new();

    [Fact]
    public void Every_kind_of_draw_keeps_its_range()
    {
        for (var i = 0; i < Draws; i++)
        {
            Assert.InRange(_random.Next(), 0, int.MaxValue - 1);
            Assert.InRange(_random.Next(3), 0, 2);
            Assert.InRange(_random.Next(-5, 6), -5, 5);
            Assert.InRange(_random.NextInt64(), 0, long.MaxValue - 1);
            Assert.InRange(_random.NextInt64(1L << 40), 0, (1L << 40) - 1);
            Assert.InRange(_random.NextDouble(), 0, Math.BitDecrement(1.0));
            Assert.InRange(_random.NextSingle(), 0, MathF.BitDecrement(1f));
        }

        Assert.Equal(0, _random.Next(0));
        Assert.Equal(7, _random.Next(7, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => _random.Next(2, 1));
    }

    /// <summary>
    /// Two streams of one 31-bit seed meet once in two thousand million draws; of a thousand streams that happens once in four thousand
    /// runs.
    /// </summary>
    [Fact]
    public void Every_bit_of_a_nonce_is_drawn()
    {
        var (ones, zeros) = (0UL, 0UL);
        HashSet<long> drawn = [];
        for (var i = 0; i < Draws; i++)
        {
            var nonce = new EntropyRandom().NextInt64(long.MinValue, long.MaxValue);
            (ones, zeros) = (ones | (ulong)nonce, zeros | ~(ulong)nonce);
            drawn.Add(nonce);
        }

        Assert.Equal((ulong.MaxValue, ulong.MaxValue), (ones, zeros));
        Assert.Equal(Draws, drawn.Count);
    }

    [Fact]
    public void Values_of_a_small_range_are_equally_likely()
    {
        var counts = new int[4];
        for (var i = 0; i < 4_000; i++)
        {
            counts[_random.Next(4)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 800, 1_200));
    }
}
