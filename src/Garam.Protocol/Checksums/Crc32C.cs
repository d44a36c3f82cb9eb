using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Garam.Protocol.Checksums;

/// <summary>
/// CRC-32C (Castagnoli), the checksum of Kafka's record batches. All values are finished checksums (0 for no bytes),
/// so that they can be stored, appended to and combined without conversion.
/// </summary>
public static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> source) => Append(0, source);

    /// <summary>The checksum of the bytes behind <paramref name="crc"/> followed by <paramref name="source"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> source) =>
        ~Update<ReadOnly>(~crc, ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(source), (nuint)source.Length);

    /// <summary>Copies <paramref name="source"/> and computes its checksum in the same pass, so that the bytes are fetched from memory once.</summary>
    public static uint CopyAndCompute(ReadOnlySpan<byte> source, Span<byte> destination) => CopyAndAppend(0, source, destination);

    /// <inheritdoc cref="CopyAndCompute"/>
    /// <remarks>The spans must not overlap: three places are copied at a time.</remarks>
    public static uint CopyAndAppend(uint crc, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException("The destination is shorter than the source.", nameof(destination));
        }

        return ~Update<Copying>(~crc, ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), (nuint)source.Length);
    }

    /// <summary>The checksum of A followed by B, from their checksums and B's length: no byte is read again.</summary>
    public static uint Combine(uint crcA, uint crcB, long lengthB) => Crc32CPolynomial.Shift(crcA, lengthB) ^ crcB;

    /// <summary>
    /// The checksum after <paramref name="before"/> was overwritten with <paramref name="after"/>, <paramref name="lengthBehind"/> bytes before the end.
    /// It is right exactly if <paramref name="crc"/> was, so a corrupt original stays detectable.
    /// </summary>
    public static uint Replace(uint crc, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, long lengthBehind)
    {
        Invariant.Check(before.Length == after.Length);

        // The CRC is linear: what changes depends only on where the bits differ, and the initial and final inversions cancel out.
        return crc ^ Crc32CPolynomial.Shift(Compute(before) ^ Compute(after), lengthBehind);
    }

    private static uint Update<TPass>(uint state, ref readonly byte source, ref byte destination, nuint length)
        where TPass : struct, ICrcPass
    {
        if (Sse42.X64.IsSupported)
        {
            return Crc32CX64.Update<TPass>(state, in source, ref destination, length);
        }

        return Crc32.Arm64.IsSupported
            ? Crc32CArm.Update<TPass>(state, in source, ref destination, length)
            : Crc32CSoftware.Update<TPass>(state, in source, ref destination, length);
    }
}
