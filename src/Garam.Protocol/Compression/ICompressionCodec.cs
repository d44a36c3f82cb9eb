using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>One format. Implementations keep no state and are used by all threads.</summary>
internal interface ICompressionCodec
{
    /// <param name="level">Null for the codec's default. Where a format has no levels it means nothing.</param>
    void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level);

    /// <summary>Never trusts a size in <paramref name="source"/>, and throws for no input whatever.</summary>
    DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination);
}
