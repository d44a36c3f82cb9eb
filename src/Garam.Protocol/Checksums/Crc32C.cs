using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Garam.Protocol.Checksums;

/// <summary>
/// CRC-32C (Castagnoli), the checksum of Kafka's record batches. All values are finished checksums (0 for no bytes), so they can be stored,
/// appended to and combined without conversion.
/// </summary>
public static class Crc32C
{
    /// <summary>
    /// Two rounds of the widest checksum loop, so that copying one piece overlaps with the checksum of the previous one. Measured from
    /// memory: 0.070 CPU-s per GiB, 0.10 with pieces of 6 KiB and more, 0.12 when each word was stored between two crc32 instructions.
    /// </summary>
    private const int CopyPieceLength = 1536;

    public static uint Compute(ReadOnlySpan<byte> source) => Append(0, source);

    /// <summary>Returns the checksum of the bytes that gave <paramref name="crc"/>, followed by <paramref name="source"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> source) => ~Update(~crc, source);

    /// <summary>
    /// Copies <paramref name="source"/> and computes its checksum in the same pass, so that the bytes are fetched from memory once.
    /// </summary>
    public static uint CopyAndCompute(ReadOnlySpan<byte> source, Span<byte> destination) => CopyAndAppend(0, source, destination);

    /// <inheritdoc cref="CopyAndCompute"/>
    public static uint CopyAndAppend(uint crc, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException("The destination is shorter than the source.", nameof(destination));
        }

        var state = ~crc;
        while (!source.IsEmpty)
        {
            var piece = source[..Math.Min(source.Length, CopyPieceLength)];
            piece.CopyTo(destination);
            state = Update(state, piece);
            source = source[piece.Length..];
            destination = destination[piece.Length..];
        }

        return ~state;
    }

    /// <summary>Returns the checksum of A followed by B, from their checksums and the length of B, without reading a byte again.</summary>
    public static uint Combine(uint crcA, uint crcB, long lengthB) => Crc32CPolynomial.Shift(crcA, lengthB) ^ crcB;

    /// <summary>
    /// Returns the checksum after <paramref name="before"/> was overwritten with <paramref name="after"/>, with <paramref
    /// name="lengthAfter"/> bytes following them. The result is right exactly if <paramref name="crc"/> was, so a corrupt original stays
    /// detectable.
    /// </summary>
    public static uint Replace(uint crc, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, long lengthAfter)
    {
        Invariant.Check(before.Length == after.Length);

        // The CRC is linear: the change depends only on the bits that differ, and the initial and final inversions cancel out.
        return crc ^ Crc32CPolynomial.Shift(Compute(before) ^ Compute(after), lengthAfter);
    }

    private static uint Update(uint state, ReadOnlySpan<byte> source)
    {
        if (Sse42.X64.IsSupported)
        {
            return Crc32CX64.Update(state, source);
        }

        return Crc32.Arm64.IsSupported ? Crc32CArm.Update(state, source) : Crc32CSoftware.Update(state, source);
    }
}
