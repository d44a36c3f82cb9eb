using System.Buffers.Binary;
using System.Numerics;

namespace Garam.Protocol.Compression;

/// <summary>xxHash of 32 bits with seed 0, the checksum of lz4 frames.</summary>
internal static class Xxh32
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;
    private const int StripeLength = 16;

    public static uint Compute(ReadOnlySpan<byte> source)
    {
        var total = (uint)source.Length;
        var hash = source.Length < StripeLength ? Prime5 : ConsumeStripes(ref source);
        hash += total;
        for (; source.Length >= sizeof(uint); source = source[sizeof(uint)..])
        {
            hash += BinaryPrimitives.ReadUInt32LittleEndian(source) * Prime3;
            hash = BitOperations.RotateLeft(hash, 17) * Prime4;
        }

        foreach (var value in source)
        {
            hash += value * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    private static uint ConsumeStripes(ref ReadOnlySpan<byte> source)
    {
        var a = unchecked(Prime1 + Prime2);
        var b = Prime2;
        var c = 0u;
        var d = unchecked(0u - Prime1);
        for (; source.Length >= StripeLength; source = source[StripeLength..])
        {
            a = Round(a, source);
            b = Round(b, source[4..]);
            c = Round(c, source[8..]);
            d = Round(d, source[12..]);
        }

        return BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
    }

    private static uint Round(uint lane, ReadOnlySpan<byte> source) =>
        BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt32LittleEndian(source) * Prime2), 13) * Prime1;
}
