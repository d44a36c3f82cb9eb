using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Garam.Protocol.Checksums;

/// <summary>
/// The crc32 instruction has a latency of three cycles and a throughput of one, so three independent streams run side by side
/// and are joined by a multiplication. Serially it would reach a third of the speed.
/// </summary>
internal static class Crc32CX64
{
    /// <summary>Long stripes make the join rare; 3 × 4 KiB stays in the first-level cache together with the copy.</summary>
    private const int LongStripe = 4096;

    /// <summary>Short stripes keep batches of a few KiB on the fast path.</summary>
    private const int ShortStripe = 256;

    private static readonly Stripe Long = new(LongStripe);
    private static readonly Stripe Short = new(ShortStripe);

    public static uint Update<TPass>(uint state, ref readonly byte source, ref byte destination, nuint length)
        where TPass : struct, ICrcPass
    {
        nuint offset = 0;
        if (Pclmulqdq.IsSupported)
        {
            for (; length - offset >= 3 * LongStripe; offset += 3 * LongStripe)
            {
                state = UpdateStripes<TPass>(state, in source, ref destination, offset, Long);
            }

            for (; length - offset >= 3 * ShortStripe; offset += 3 * ShortStripe)
            {
                state = UpdateStripes<TPass>(state, in source, ref destination, offset, Short);
            }
        }

        return UpdateSerially<TPass>(state, in source, ref destination, offset, length);
    }

    private static uint UpdateStripes<TPass>(uint state, ref readonly byte source, ref byte destination, nuint offset, Stripe stripe)
        where TPass : struct, ICrcPass
    {
        ulong first = state;
        ulong second = 0;
        ulong third = 0;
        var length = (nuint)stripe.Length;
        var end = offset + length;
        for (; offset < end; offset += sizeof(ulong))
        {
            var a = Read(in source, offset);
            var b = Read(in source, offset + length);
            var c = Read(in source, offset + (2 * length));
            first = Sse42.X64.Crc32(first, a);
            second = Sse42.X64.Crc32(second, b);
            third = Sse42.X64.Crc32(third, c);
            TPass.Store(ref destination, offset, a);
            TPass.Store(ref destination, offset + length, b);
            TPass.Store(ref destination, offset + (2 * length), c);
        }

        return Multiply((uint)first, stripe.TwoStripesOn) ^ Multiply((uint)second, stripe.OneStripeOn) ^ (uint)third;
    }

    private static uint UpdateSerially<TPass>(uint state, ref readonly byte source, ref byte destination, nuint offset, nuint length)
        where TPass : struct, ICrcPass
    {
        ulong wide = state;
        for (; length - offset >= sizeof(ulong); offset += sizeof(ulong))
        {
            var value = Read(in source, offset);
            wide = Sse42.X64.Crc32(wide, value);
            TPass.Store(ref destination, offset, value);
        }

        state = (uint)wide;
        for (; offset < length; offset++)
        {
            var value = Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset);
            state = Sse42.Crc32(state, value);
            TPass.Store(ref destination, offset, value);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref readonly byte source, nuint offset) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset));

    /// <summary>The crc32 instruction reduces the 64-bit product, and on the way multiplies it by x^32: the factors are made for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Multiply(uint state, uint factor)
    {
        var product = Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar((ulong)state), Vector128.CreateScalar((ulong)factor), 0);
        return (uint)Sse42.X64.Crc32(0, product.ToScalar() << 1);
    }

    private readonly struct Stripe(int length)
    {
        public readonly int Length = length;
        public readonly uint OneStripeOn = Crc32CPolynomial.Power((8L * length) - 32);
        public readonly uint TwoStripesOn = Crc32CPolynomial.Power((16L * length) - 32);
    }
}
