using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>Lz4 frames by liblz4. A context lives for one call.</summary>
internal sealed unsafe class NativeLz4Codec : ICompressionCodec
{
    private const int BlockSize64KiB = 4;

    /// <summary>Java clients refuse frames whose blocks depend on each other.</summary>
    private const int IndependentBlocks = 1;

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        var preferences = new Lz4Native.Preferences { BlockSizeId = BlockSize64KiB, BlockMode = IndependentBlocks, CompressionLevel = level ?? 0 };
        var room = destination.GetSpan((int)Lz4Native.CompressFrameBound((nuint)source.Length, &preferences));
        fixed (byte* from = source)
        fixed (byte* to = room)
        {
            var size = Lz4Native.CompressFrame(to, (nuint)room.Length, from, (nuint)source.Length, &preferences);
            Invariant.Check(!Lz4Native.IsError(size));
            destination.Advance((int)size);
        }
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        if (Lz4Native.IsError(Lz4Native.CreateContext(out var context, Lz4Native.Version)))
        {
            throw new InsufficientMemoryException("liblz4 could not create a context.");
        }

        try
        {
            return Decompress(context, source, destination);
        }
        finally
        {
            _ = Lz4Native.FreeContext(context);
        }
    }

    private static DecompressionStatus Decompress(nint context, ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        while (true)
        {
            var room = destination.Reserve();
            if (room.IsEmpty)
            {
                return DecompressionStatus.TooLarge;
            }

            nuint state;
            var written = (nuint)room.Length;
            var read = (nuint)source.Length;
            fixed (byte* from = source)
            fixed (byte* to = room)
            {
                state = Lz4Native.Decompress(context, to, &written, from, &read, null);
            }

            if (Lz4Native.IsError(state))
            {
                return DecompressionStatus.Corrupt;
            }

            destination.Advance((int)written);
            source = source[(int)read..];
            if (destination.IsOverfull)
            {
                return DecompressionStatus.TooLarge;
            }

            if (state == 0)
            {
                // The frame is complete; a Kafka batch holds exactly one.
                return source.IsEmpty ? DecompressionStatus.Done : DecompressionStatus.Corrupt;
            }

            if (read == 0 && written == 0)
            {
                return DecompressionStatus.Corrupt;
            }
        }
    }
}
