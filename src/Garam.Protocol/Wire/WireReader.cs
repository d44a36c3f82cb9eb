using System.Buffers.Binary;
using System.Text;

namespace Garam.Protocol.Wire;

/// <summary>
/// Reads Kafka's primitives from one contiguous frame. Byte fields are slices of the frame and live as long as it does. No length or count
/// is trusted before it was compared with the remaining bytes; a mismatch throws <see cref="MalformedRequestException"/>.
/// </summary>
public ref struct WireReader
{
    /// <summary>
    /// The most tagged fields of a structure. No structure of any Kafka version has a tenth of this; without a limit, a frame could hold
    /// millions.
    /// </summary>
    public const int TagsMax = 256;

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;

    public WireReader(ReadOnlyMemory<byte> frame)
    {
        _memory = frame;
        _span = frame.Span;
    }

    public readonly int Position => _position;

    public readonly int Remaining => _span.Length - _position;

    /// <summary>
    /// Checks that nothing is left, for structures that must fill their frame to the last byte, such as stored ones. Kafka ignores bytes
    /// after a request.
    /// </summary>
    public readonly void ExpectEnd()
    {
        if (Remaining != 0)
        {
            WireFault.TrailingBytes(Remaining);
        }
    }

    public bool ReadBool() => Take(1)[0] != 0;

    public sbyte ReadInt8() => (sbyte)Take(1)[0];

    public byte ReadUInt8() => Take(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    public Uuid ReadUuid() => Uuid.Read(Take(Uuid.Size));

    /// <summary>Reads at most five bytes, seven bits each, lowest first.</summary>
    public uint ReadUnsignedVarint()
    {
        var first = Take(1)[0];
        return first < 0x80 ? first : ReadLongVarint(first);
    }

    /// <summary>Returns the next <paramref name="length"/> bytes as a slice of the frame.</summary>
    public ReadOnlyMemory<byte> ReadSlice(int length)
    {
        var start = _position;
        Take(length);
        return _memory.Slice(start, length);
    }

    public string ReadString(bool compact)
    {
        var length = ReadLength(compact, wide: false, "string");
        if (length < 0)
        {
            WireFault.UnexpectedNull("A string");
        }

        return TakeString(length);
    }

    public string? ReadNullableString(bool compact)
    {
        var length = ReadLength(compact, wide: false, "string");
        return length < 0 ? null : TakeString(length);
    }

    public ReadOnlyMemory<byte> ReadBytes(bool compact)
    {
        var length = ReadLength(compact, wide: true, "byte field");
        if (length < 0)
        {
            WireFault.UnexpectedNull("A byte field");
        }

        return ReadSlice(length);
    }

    public ReadOnlyMemory<byte>? ReadNullableBytes(bool compact)
    {
        var length = ReadLength(compact, wide: true, "byte field");
        return length < 0 ? (ReadOnlyMemory<byte>?)null : ReadSlice(length);
    }

    public RecordSlices ReadRecords(bool compact)
    {
        var length = ReadLength(compact, wide: true, "records field");
        return length < 0 ? RecordSlices.Null : new RecordSlices(ReadSlice(length));
    }

    /// <summary>Reads the length of an array whose elements take at least <paramref name="elementSizeMin"/> bytes each.</summary>
    public int ReadCount(bool compact, int elementSizeMin)
    {
        var count = ReadNullableCount(compact, elementSizeMin);
        if (count < 0)
        {
            WireFault.UnexpectedNull("An array");
        }

        return count;
    }

    /// <summary>Reads the same, or -1 for an array that is null.</summary>
    public int ReadNullableCount(bool compact, int elementSizeMin)
    {
        var count = compact ? (long)ReadUnsignedVarint() - 1 : ReadInt32();
        if (count < -1 || count > Remaining / Math.Max(elementSizeMin, 1))
        {
            WireFault.InvalidCount(count, Remaining);
        }

        return (int)count;
    }

    /// <summary>Reads the number of tagged fields that end a structure.</summary>
    public int ReadTagCount()
    {
        var count = ReadUnsignedVarint();
        if (count > TagsMax)
        {
            WireFault.TooManyTags(count);
        }

        return (int)count;
    }

    /// <summary>Reads the number of a tagged field and its size, which gives the position where the field ends.</summary>
    public int ReadTag(out int end)
    {
        var tag = ReadUnsignedVarint();
        var size = ReadUnsignedVarint();
        if (size > (uint)Remaining)
        {
            WireFault.Truncated(size, Remaining);
        }

        end = _position + (int)size;
        return (int)tag;
    }

    /// <summary>Checks that a tagged field took exactly the size that it announced.</summary>
    public readonly void EndTag(int tag, int end)
    {
        if (_position != end)
        {
            WireFault.TagSize(tag, _position - end);
        }
    }

    /// <summary>Skips a tagged field that this version does not know.</summary>
    public void SkipTag(int end) => _position = end;

    public void SkipTaggedFields()
    {
        for (var remaining = ReadTagCount(); remaining > 0; remaining--)
        {
            ReadTag(out var end);
            SkipTag(end);
        }
    }

    /// <summary>
    /// Reads a length, or -1 for null. Compact lengths are one higher than the length; the others have 16 bits for strings and 32 for
    /// bytes.
    /// </summary>
    private int ReadLength(bool compact, bool wide, string what)
    {
        var length = compact ? (long)ReadUnsignedVarint() - 1 : wide ? ReadInt32() : ReadInt16();
        if (length < -1 || length > int.MaxValue)
        {
            WireFault.InvalidLength(what, length);
        }

        return (int)length;
    }

    private uint ReadLongVarint(byte first)
    {
        var value = first & 0x7Fu;
        for (var shift = 7; shift < 35; shift += 7)
        {
            var next = Take(1)[0];
            value |= (next & 0x7Fu) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        WireFault.VarintTooLong();
        return 0;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)Remaining)
        {
            WireFault.Truncated(length, Remaining);
        }

        var taken = _span.Slice(_position, length);
        _position += length;
        return taken;
    }

    private string TakeString(int length) => length == 0 ? "" : Encoding.UTF8.GetString(Take(length));
}
