using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace Garam.Protocol.Checksums;

/// <summary>Serial use of the Arm crc32c instructions.</summary>
internal static class Crc32CArm
{
    public static uint Update<TPass>(uint state, ref readonly byte source, ref byte destination, nuint length)
        where TPass : struct, ICrcPass
    {
        nuint offset = 0;
        for (; length - offset >= sizeof(ulong); offset += sizeof(ulong))
        {
            var value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset));
            state = Crc32.Arm64.ComputeCrc32C(state, value);
            TPass.Store(ref destination, offset, value);
        }

        for (; offset < length; offset++)
        {
            var value = Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset);
            state = Crc32.ComputeCrc32C(state, value);
            TPass.Store(ref destination, offset, value);
        }

        return state;
    }
}
