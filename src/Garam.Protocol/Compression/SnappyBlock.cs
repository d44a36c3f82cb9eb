using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>
/// Decodes raw Snappy blocks with the package, straight into the caller's bounded memory. The package's simpler calls rent an array of the
/// declared size from the shared pool, which keeps it. An instance serves one batch, on one thread, inside the caller's <c>fixed</c>
/// statement.
/// </summary>
internal sealed unsafe class SnappyBlock : IBufferWriter<byte>, IDisposable
{
    private const int LengthBytesMax = 5;

    /// <summary>A literal of up to 60 bytes has its length in the tag; beyond that 1 to 4 length bytes follow.</summary>
    private const int InlineLiteralMax = 60;

    /// <summary>The best that the format can do: a copy of 64 bytes takes three.</summary>
    private const long ExpansionMax = 22;

    /// <summary>The size of an element by its tag, 0 for a literal whose length follows the tag.</summary>
    private static readonly byte[] ElementSizes = [.. Enumerable.Range(0, 256).Select(ElementSize)];

    private readonly PinnedBytes _input = new();
    private readonly PinnedBytes _output = new();

    public DecompressionStatus Decompress(ReadOnlySpan<byte> block, BoundedBuffer destination)
    {
        var length = DeclaredLength(block, out var elementsAt);
        if (length < 0)
        {
            return DecompressionStatus.Corrupt;
        }

        if (length > destination.BytesMax - destination.WrittenCount)
        {
            return DecompressionStatus.TooLarge;
        }

        // The decoder accepts a block as whole once it has the declared length. It ignores an element that is cut off after that, which
        // other decoders refuse.
        if (!AreElementsWhole(block[elementsAt..]) || (length == 0) != (elementsAt == block.Length))
        {
            return DecompressionStatus.Corrupt;
        }

        if (length > 0 && !TryDecode(block, destination.Reserve((int)length)[..(int)length]))
        {
            return DecompressionStatus.Corrupt;
        }

        destination.Advance((int)length);
        return DecompressionStatus.Done;
    }

    /// <summary>Returns the size that the block declares, or -1 if the block cannot hold that much.</summary>
    /// <param name="block">The block, from its length on.</param>
    /// <param name="elementsAt">The position of the first byte after the length.</param>
    public static long DeclaredLength(ReadOnlySpan<byte> block, out int elementsAt)
    {
        elementsAt = ReadLength(block, out var length);
        return elementsAt < 0 || length > ExpansionMax * block.Length ? -1 : length;
    }

    public void Dispose()
    {
        ((IDisposable)_input).Dispose();
        ((IDisposable)_output).Dispose();
    }

    void IBufferWriter<byte>.Advance(int count)
    {
    }

    /// <summary>The decoder asks for the declared length and never writes beyond this memory.</summary>
    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => _output.Memory;

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => _output.GetSpan();

    private static int ReadLength(ReadOnlySpan<byte> block, out uint length)
    {
        ulong raw = 0;
        for (var at = 0; at < Math.Min(LengthBytesMax, block.Length); at++)
        {
            raw |= (ulong)(block[at] & 0x7F) << (7 * at);
            if (block[at] < 0x80)
            {
                length = (uint)raw;
                return raw > int.MaxValue ? -1 : at + 1;
            }
        }

        length = 0;
        return -1;
    }

    /// <summary>True if the last element ends where the block ends.</summary>
    private static bool AreElementsWhole(ReadOnlySpan<byte> elements)
    {
        ReadOnlySpan<byte> sizes = ElementSizes;
        var at = 0;
        while (at < elements.Length)
        {
            var tag = elements[at];
            var size = sizes[tag] != 0 ? sizes[tag] : LongLiteralSize(elements[at..], (tag >> 2) - InlineLiteralMax + 1);
            if (size > elements.Length - at)
            {
                return false;
            }

            at += (int)size;
        }

        return true;
    }

    private static long LongLiteralSize(ReadOnlySpan<byte> element, int lengthBytes)
    {
        long size = 1 + lengthBytes + 1;
        for (var i = 0; i < lengthBytes; i++)
        {
            size += i + 1 < element.Length ? (long)element[i + 1] << (8 * i) : element.Length;
        }

        return size;
    }

    private static byte ElementSize(int tag) => (tag & 3) switch
    {
        0 when tag >> 2 >= InlineLiteralMax => 0,
        0 => (byte)((tag >> 2) + 2),
        1 => 2,
        2 => 3,
        _ => 5,
    };

    private bool TryDecode(ReadOnlySpan<byte> block, Span<byte> target)
    {
        fixed (byte* from = block)
        fixed (byte* to = target)
        {
            _input.Point(from, block.Length);
            _output.Point(to, target.Length);
            try
            {
                Snappier.Snappy.Decompress(new ReadOnlySequence<byte>(_input.Memory), this);
                return true;
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    /// <summary>Memory that a <c>fixed</c> statement of the caller holds in place.</summary>
    private sealed class PinnedBytes : MemoryManager<byte>
    {
        private byte* _start;
        private int _length;

        public void Point(byte* start, int length)
        {
            _start = start;
            _length = length;
        }

        public override Span<byte> GetSpan() => new(_start, _length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

        public override void Unpin()
        {
        }

        /// <summary>The memory is the caller's; spans over it end here.</summary>
        protected override void Dispose(bool disposing) => Point(null, 0);
    }
}
