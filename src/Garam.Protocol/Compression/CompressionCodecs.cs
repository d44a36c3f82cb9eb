using System.Buffers;
using System.Runtime.InteropServices;

namespace Garam.Protocol.Compression;

/// <summary>The codecs of record batches. Which of them there are is found out at first use and does not change.</summary>
public static class CompressionCodecs
{
    private static readonly bool HasNativeLz4 = NativeLibrary.TryLoad(Lz4Native.Library, out _);
    private static readonly bool HasNativeZstd = NativeLibrary.TryLoad(ZstdNative.Library, out _);

    /// <summary>Indexed by <see cref="CompressionType"/>; null where there is none.</summary>
    private static readonly ICompressionCodec?[] Codecs =
    [
        null,
        new GzipCodec(),
        new SnappyCodec(),
        HasNativeLz4 ? new NativeLz4Codec() : new ManagedLz4Codec(),
        HasNativeZstd ? new ZstdCodec() : null,
    ];

    /// <summary>Names the native libraries that are missing, for the log at start.</summary>
    public static IReadOnlyList<MissingLibrary> Probe()
    {
        List<MissingLibrary> missing = [];
        if (!HasNativeLz4)
        {
            missing.Add(new MissingLibrary(CompressionType.Lz4, Lz4Native.Library, "liblz4-1", HasFallback: true));
        }

        if (!HasNativeZstd)
        {
            missing.Add(new MissingLibrary(CompressionType.Zstd, ZstdNative.Library, "libzstd1", HasFallback: false));
        }

        return missing;
    }

    /// <summary>True if batches of this type can be read and written here.</summary>
    public static bool IsSupported(CompressionType type) => type == CompressionType.None || Find(type) is not null;

    /// <summary>Appends the compressed form of <paramref name="source"/>, which is not empty: not every codec has a form for nothing. Ask <see cref="IsSupported"/> first.</summary>
    public static void Compress(CompressionType type, ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length);
        if (type == CompressionType.None)
        {
            destination.Write(source);
            return;
        }

        var codec = Find(type) ?? throw new NotSupportedException($"There is no codec for {type} on this machine.");
        codec.Compress(source, destination, level);
    }

    /// <summary>Appends what <paramref name="source"/> decompresses to, up to the buffer's limit.</summary>
    public static DecompressionStatus Decompress(CompressionType type, ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        if (type == CompressionType.None)
        {
            return CopyStored(source, destination);
        }

        return Find(type)?.Decompress(source, destination) ?? DecompressionStatus.Unsupported;
    }

    private static ICompressionCodec? Find(CompressionType type) => (int)type < Codecs.Length ? Codecs[(int)type] : null;

    private static DecompressionStatus CopyStored(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        if (source.Length > destination.BytesMax - destination.WrittenCount)
        {
            return DecompressionStatus.TooLarge;
        }

        source.CopyTo(destination.Reserve(source.Length));
        destination.Advance(source.Length);
        return DecompressionStatus.Done;
    }
}
