using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>
/// Zstandard. A context lives for one call. The library refuses frames whose window exceeds 128 MiB, the most that any of its levels asks
/// for. It reserves that memory but touches it only as it produces output, and the output is bounded.
/// </summary>
internal sealed unsafe class ZstdCodec<TLibrary> : ICompressionCodec
    where TLibrary : IZstdLibrary
{
    /// <summary>The library's and Kafka's default.</summary>
    private const int Level = 3;

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        var room = destination.GetSpan((int)TLibrary.CompressBound((nuint)source.Length));
        fixed (byte* from = source)
        fixed (byte* to = room)
        {
            var size = TLibrary.Compress(to, (nuint)room.Length, from, (nuint)source.Length, level ?? Level);
            Invariant.Check(!TLibrary.IsError(size));
            destination.Advance((int)size);
        }
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, BoundedBuffer destination)
    {
        var context = TLibrary.CreateContext();
        if (context == 0)
        {
            throw new InsufficientMemoryException("Zstandard could not create a context.");
        }

        try
        {
            fixed (byte* start = source)
            {
                var input = new ZstdBuffer { Start = start, Size = (nuint)source.Length };
                return Decompress(context, &input, destination);
            }
        }
        finally
        {
            TLibrary.FreeContext(context);
        }
    }

    private static DecompressionStatus Decompress(nint context, ZstdBuffer* input, BoundedBuffer destination)
    {
        while (true)
        {
            var room = destination.Reserve();
            if (room.IsEmpty)
            {
                return DecompressionStatus.TooLarge;
            }

            var state = DecompressInto(room, context, input, out var written);
            if (TLibrary.IsError(state))
            {
                return DecompressionStatus.Corrupt;
            }

            destination.Advance(written);
            if (input->Position < input->Size)
            {
                continue;
            }

            // State 0 means that a frame is complete and flushed. With room left in the output, any other state waits for input that never
            // comes.
            if (state == 0)
            {
                return destination.IsOverfull ? DecompressionStatus.TooLarge : DecompressionStatus.Done;
            }

            if (written < room.Length)
            {
                return DecompressionStatus.Corrupt;
            }
        }
    }

    /// <summary>Returns the library's state after the call: 0, an error, or a hint of what it needs next.</summary>
    private static nuint DecompressInto(Span<byte> room, nint context, ZstdBuffer* input, out int written)
    {
        fixed (byte* to = room)
        {
            var output = new ZstdBuffer { Start = to, Size = (nuint)room.Length };
            var state = TLibrary.DecompressStream(context, &output, input);
            written = (int)output.Position;
            return state;
        }
    }
}
