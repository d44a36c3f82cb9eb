using System.Runtime.CompilerServices;

namespace Garam.Protocol.Checksums;

/// <summary>What a pass over the bytes does besides the checksum. The type argument is a struct, so each kind of pass is compiled for itself.</summary>
internal interface ICrcPass
{
    static abstract void Store(ref byte destination, nuint offset, ulong value);

    static abstract void Store(ref byte destination, nuint offset, byte value);
}

internal readonly struct ReadOnly : ICrcPass
{
    public static void Store(ref byte destination, nuint offset, ulong value)
    {
    }

    public static void Store(ref byte destination, nuint offset, byte value)
    {
    }
}

internal readonly struct Copying : ICrcPass
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref byte destination, nuint offset, ulong value) =>
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, offset), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref byte destination, nuint offset, byte value) =>
        Unsafe.AddByteOffset(ref destination, offset) = value;
}
