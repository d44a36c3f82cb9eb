namespace Garam.Protocol.Checksums;

/// <summary>Arithmetic modulo the Castagnoli polynomial, in the reflected form of the CRC: bit 31 is x^0.</summary>
internal static class Crc32CPolynomial
{
    /// <summary>x^32 + … reflected, without the leading term.</summary>
    public const uint Reflected = 0x82F63B78;

    private const uint One = 0x8000_0000;
    private const uint X = 0x4000_0000;

    /// <summary>
    /// Entry k is x^(8·2^k), the effect of 2^k further bytes on a checksum. 63 entries cover every length that a long can hold.
    /// </summary>
    private static readonly uint[] BytePowers = CreateBytePowers();

    /// <summary>Returns the state after <paramref name="lengthBytes"/> zero bytes.</summary>
    public static uint Shift(uint state, long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        for (var power = 0; lengthBytes != 0 && state != 0; power++, lengthBytes >>= 1)
        {
            if ((lengthBytes & 1) != 0)
            {
                state = Multiply(state, BytePowers[power]);
            }
        }

        return state;
    }

    /// <summary>Returns x^<paramref name="exponent"/>. Negative exponents count modulo the order of x, which is 2^31 - 1.</summary>
    public static uint Power(long exponent)
    {
        const long order = (1L << 31) - 1;
        exponent = ((exponent % order) + order) % order;
        var result = One;
        for (var square = X; exponent != 0; exponent >>= 1, square = Multiply(square, square))
        {
            if ((exponent & 1) != 0)
            {
                result = Multiply(result, square);
            }
        }

        return result;
    }

    public static uint Multiply(uint a, uint b)
    {
        // Branch-free, because the bits of checksums are random and every branch would be mispredicted half of the time.
        uint product = 0;
        for (var bit = 31; bit >= 0; bit--)
        {
            product ^= b & (uint)-(int)((a >> bit) & 1);
            b = (b >> 1) ^ (Reflected & (uint)-(int)(b & 1));
        }

        return product;
    }

    private static uint[] CreateBytePowers()
    {
        var powers = new uint[63];
        powers[0] = Power(8);
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = Multiply(powers[i - 1], powers[i - 1]);
        }

        return powers;
    }
}
