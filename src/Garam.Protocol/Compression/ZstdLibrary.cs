using System.Runtime.InteropServices;
using ZstdSharp.Unsafe;

namespace Garam.Protocol.Compression;

/// <summary>
/// The part of Zstandard's interface that <see cref="ZstdCodec{TLibrary}"/> uses. Errors are huge sizes, which <see cref="IsError"/>
/// recognises.
/// </summary>
internal unsafe interface IZstdLibrary
{
    static abstract nuint CompressBound(nuint sourceSize);

    static abstract nuint Compress(byte* destination, nuint capacity, byte* source, nuint sourceSize, int level);

    static abstract nint CreateContext();

    static abstract void FreeContext(nint context);

    static abstract nuint DecompressStream(nint context, ZstdBuffer* output, ZstdBuffer* input);

    static abstract bool IsError(nuint result);
}

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have the same layout.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    public byte* Start;
    public nuint Size;
    public nuint Position;
}

/// <summary>Zstandard translated to C#.</summary>
internal sealed unsafe class ManagedZstd : IZstdLibrary
{
    public static nuint CompressBound(nuint sourceSize) => Methods.ZSTD_compressBound(sourceSize);

    public static nuint Compress(byte* destination, nuint capacity, byte* source, nuint sourceSize, int level) =>
        Methods.ZSTD_compress(destination, capacity, source, sourceSize, level);

    public static nint CreateContext() => (nint)Methods.ZSTD_createDCtx();

    public static void FreeContext(nint context) => Methods.ZSTD_freeDCtx((ZSTD_DCtx_s*)context);

    public static nuint DecompressStream(nint context, ZstdBuffer* output, ZstdBuffer* input) =>
        Methods.ZSTD_decompressStream((ZSTD_DCtx_s*)context, (ZSTD_outBuffer_s*)output, (ZSTD_inBuffer_s*)input);

    public static bool IsError(nuint result) => Methods.ZSTD_isError(result);
}

/// <summary>libzstd, where the machine has it.</summary>
internal sealed unsafe partial class NativeZstd : IZstdLibrary
{
    private const string Library = "libzstd.so.1";

    public static bool IsInstalled => NativeLibrary.TryLoad(Library, out _);

    public static bool IsError(nuint result) => IsErrorCode(result) != 0;

    public static void FreeContext(nint context) => _ = FreeContextNow(context);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    public static partial nuint CompressBound(nuint sourceSize);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress")]
    public static partial nuint Compress(byte* destination, nuint capacity, byte* source, nuint sourceSize, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    public static partial nint CreateContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint DecompressStream(nint context, ZstdBuffer* output, ZstdBuffer* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint FreeContextNow(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsErrorCode(nuint result);
}
