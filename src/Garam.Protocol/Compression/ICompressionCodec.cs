using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>One format. Implementations keep no state and are used by all threads.</summary>
internal interface ICompressionCodec
{
    void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination);

    /// <summary>Never trusts a size in <paramref name="source"/>, and throws for no input whatever.</summary>
    DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination);
}
