using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>The compression of a batch, bits 0 to 2 of its attributes.</summary>
public enum CompressionType : byte
{
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}

/// <summary>The outcome of a decompression. Bytes from a client can always lead to any of them.</summary>
public enum DecompressionStatus
{
    Done,

    /// <summary>The codec never writes such input, or the input is cut off.</summary>
    Corrupt,

    /// <summary>The output would exceed the caller's limit.</summary>
    TooLarge,

    /// <summary>There is no codec of this type.</summary>
    Unsupported,
}

/// <summary>One format. Implementations keep no state, and any thread may use them.</summary>
internal interface ICompressionCodec
{
    /// <param name="level">Null for the codec's default. A format without levels ignores it.</param>
    void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level);

    /// <summary>Never trusts a size in <paramref name="source"/>, and never throws because of what it contains.</summary>
    DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination);
}

/// <summary>The codecs of record batches. All of them are managed code, so that every machine reads every batch.</summary>
public static class CompressionCodecs
{
    /// <summary>
    /// The runtime switch that makes this process use libzstd where the machine has it. It is off by default: the managed codec is nearly
    /// as fast (docs/dependencies.md), and a process that behaves the same on every machine is worth more than the difference.
    /// </summary>
    public const string NativeZstdSwitch = "Garam.Compression.NativeZstd";

    /// <summary>Indexed by <see cref="CompressionType"/>; null for no compression.</summary>
    private static readonly ICompressionCodec?[] Codecs =
    [
        null,
        new GzipCodec(),
        new SnappyCodec(),
        new Lz4Codec(),
        AppContext.TryGetSwitch(NativeZstdSwitch, out var isWanted) && isWanted && NativeZstd.IsInstalled
            ? new ZstdCodec<NativeZstd>()
            : new ZstdCodec<ManagedZstd>(),
    ];

    /// <summary>
    /// Appends the compressed form of <paramref name="source"/>, which must not be empty, because not every codec has a form for nothing.
    /// </summary>
    public static void Compress(CompressionType type, ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length);
        if (type == CompressionType.None)
        {
            destination.Write(source);
            return;
        }

        var codec = Find(type) ?? throw new NotSupportedException($"There is no codec for {type}.");
        codec.Compress(source, destination, level);
    }

    /// <summary>Appends the decompressed form of <paramref name="source"/>, up to the buffer's limit.</summary>
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
