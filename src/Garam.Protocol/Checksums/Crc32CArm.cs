using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;

namespace Garam.Protocol.Checksums;

/// <summary>Uses the Arm crc32c instructions one after the other.</summary>
internal static class Crc32CArm
{
    public static uint Update(uint state, ReadOnlySpan<byte> source)
    {
        foreach (var value in MemoryMarshal.Cast<byte, ulong>(source))
        {
            state = Crc32.Arm64.ComputeCrc32C(state, value);
        }

        foreach (var value in source[^(source.Length % sizeof(ulong))..])
        {
            state = Crc32.ComputeCrc32C(state, value);
        }

        return state;
    }
}
