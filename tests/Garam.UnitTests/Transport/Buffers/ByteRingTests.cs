using Garam.Transport.InMemory;

namespace Garam.UnitTests.Transport.Buffers;

public sealed class ByteRingTests
{
    [Fact]
    public void What_is_put_in_comes_out_in_order_wherever_the_ring_closes()
    {
        var ring = new ByteRing(7);
        byte put = 0;
        byte taken = 0;
        for (var round = 0; round < 50; round++)
        {
            Assert.Equal(5, ring.Put([put++, put++, put++, put++, put++]));
            var out5 = new byte[5];
            ring.Take(out5);
            Assert.All(out5, value => Assert.Equal(taken++, value));
        }
    }

    [Fact]
    public void A_full_ring_takes_nothing_more()
    {
        var ring = new ByteRing(3);

        Assert.Equal(3, ring.Put([1, 2, 3, 4, 5]));
        Assert.Equal(0, ring.Put([4]));

        var out2 = new byte[2];
        ring.Take(out2);
        Assert.Equal([1, 2], out2);
        Assert.Equal(2, ring.Put([4, 5, 6]));
    }
}
