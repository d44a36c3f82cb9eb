using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Garam.Hosting;

/// <summary>
/// Every draw comes from the system's entropy: nonces, ids and names of two processes must not meet, and a seed of 31 bits would make them
/// meet after some ten thousand starts. Any thread. What is drawn here is drawn a few hundred times a second at most.
/// </summary>
internal sealed class EntropyRandom : Random
{
    /// <summary>The bits that a double holds.</summary>
    private const int DoubleBits = 53;

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => Next(0, maxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = (ulong)(maxValue - minValue);
        return range <= 1 ? minValue : minValue + (long)Below(range);
    }

    public override double NextDouble() => Sample();

    public override float NextSingle() => (float)(Draw() >> 40) / (1 << 24);

    public override void NextBytes(byte[] buffer) => RandomNumberGenerator.Fill(buffer);

    public override void NextBytes(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);

    protected override double Sample() => (Draw() >> (64 - DoubleBits)) * (1.0 / (1L << DoubleBits));

    /// <summary>Draws again in the last, partial round of the range, so that every value is equally likely.</summary>
    private static ulong Below(ulong range)
    {
        var end = ulong.MaxValue - (ulong.MaxValue % range);
        ulong draw;
        do
        {
            draw = Draw();
        }
        while (draw >= end);

        return draw % range;
    }

    private static ulong Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
