using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Garam.Protocol.Compression;

/// <summary>
/// The framework's gzip. It accepts input that is cut off, so this class compares the length at the end. That length counts one member,
/// and every Kafka client writes one member.
/// </summary>
internal sealed class GzipCodec : ICompressionCodec
{
    /// <summary>Header 10, an empty deflate block 2, CRC and length 8.</summary>
    public const int MemberBytesMin = 20;

    /// <summary>zlib's and Kafka's default.</summary>
    private const int DefaultLevel = 6;
    private const int LevelMax = 9;

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        using var compressed = new MemoryStream();
        var options = new ZLibCompressionOptions { CompressionLevel = Math.Clamp(level ?? DefaultLevel, 0, LevelMax) };
        using (var gzip = new GZipStream(compressed, options, leaveOpen: true))
        {
            gzip.Write(source);
        }

        destination.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        if (source.Length < MemberBytesMin)
        {
            return DecompressionStatus.Corrupt;
        }

        var before = destination.WrittenCount;
        var status = Inflate(source, destination);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(source[^sizeof(uint)..]);
        var isWhole = length == (uint)(destination.WrittenCount - before);
        return status == DecompressionStatus.Done && !isWhole ? DecompressionStatus.Corrupt : status;
    }

    private static unsafe DecompressionStatus Inflate(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        fixed (byte* start = source)
        {
            using var compressed = new UnmanagedMemoryStream(start, source.Length);
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            try
            {
                return Read(gzip, destination);
            }
            catch (InvalidDataException)
            {
                return DecompressionStatus.Corrupt;
            }
        }
    }

    private static DecompressionStatus Read(GZipStream gzip, BoundedBuffer destination)
    {
        while (true)
        {
            var room = destination.Reserve();
            if (room.IsEmpty)
            {
                return DecompressionStatus.TooLarge;
            }

            var count = gzip.Read(room);
            if (count == 0)
            {
                return destination.IsOverfull ? DecompressionStatus.TooLarge : DecompressionStatus.Done;
            }

            destination.Advance(count);
        }
    }
}
