using System.Buffers.Binary;
using System.Text;

namespace Garam.Protocol.Wire;

/// <summary>
/// Writes Kafka's primitives into a <see cref="FrameWriter"/>. It keeps a position of its own for speed, so call <see cref="Flush"/> before
/// the frame is used.
/// </summary>
public ref struct WireWriter
{
    /// <summary>The longest string or byte field that is written in one piece. Longer ones are copied block by block.</summary>
    private const int ContiguousMax = 16 * 1024;

    private readonly FrameWriter _frame;
    private Span<byte> _room;
    private int _position;

    public WireWriter(FrameWriter frame)
    {
        _frame = frame;
        _room = frame.GetSpan(1);
    }

    /// <summary>Hands the written bytes over to the frame. Writing may go on afterwards.</summary>
    public void Flush()
    {
        _frame.Advance(_position);
        _room = _room[_position..];
        _position = 0;
    }

    public void WriteBool(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void WriteInt8(sbyte value) => Take(1)[0] = (byte)value;

    public void WriteUInt8(byte value) => Take(1)[0] = value;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), value);

    /// <summary>
    /// Writes two bytes like any others. The frame remembers codes other than <see cref="ErrorCode.None"/>, so that errors are counted when
    /// responses are sent.
    /// </summary>
    public void WriteErrorCode(ErrorCode value)
    {
        WriteInt16((short)value);
        if (value != ErrorCode.None)
        {
            _frame.AddError(value);
        }
    }

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(sizeof(ushort)), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);

    public void WriteFloat64(double value) => BinaryPrimitives.WriteDoubleBigEndian(Take(sizeof(double)), value);

    public void WriteUuid(Uuid value) => value.Write(Take(Uuid.Size));

    public void WriteUnsignedVarint(uint value) => WriteVarint64(value);

    /// <summary>Copies bytes as they are, without a length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > ContiguousMax)
        {
            bytes[..ContiguousMax].CopyTo(Take(ContiguousMax));
            bytes = bytes[ContiguousMax..];
        }

        bytes.CopyTo(Take(bytes.Length));
    }

    public void WriteString(string value, bool compact)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteStringLength(length, compact);
        if (length <= ContiguousMax)
        {
            Encoding.UTF8.GetBytes(value, Take(length));
        }
        else
        {
            WriteRaw(Encoding.UTF8.GetBytes(value));
        }
    }

    public void WriteNullableString(string? value, bool compact)
    {
        if (value is null)
        {
            WriteStringLength(-1, compact);
        }
        else
        {
            WriteString(value, compact);
        }
    }

    public void WriteBytes(ReadOnlyMemory<byte> value, bool compact)
    {
        WriteCount(value.Length, compact);
        WriteRaw(value.Span);
    }

    public void WriteNullableBytes(ReadOnlyMemory<byte>? value, bool compact)
    {
        WriteCount(value?.Length ?? -1, compact);
        WriteRaw(value.GetValueOrDefault().Span);
    }

    /// <summary>Makes the slices part of the frame as they are, whatever their size.</summary>
    public void WriteRecords(RecordSlices value, bool compact)
    {
        WriteCount(value.IsNull ? -1 : value.Length, compact);
        if (value.Length == 0)
        {
            return;
        }

        Flush();
        for (var i = 0; i < value.SliceCount; i++)
        {
            _frame.AppendBorrowed(value[i]);
        }

        _room = _frame.GetSpan(1);
    }

    /// <summary>Writes the length of an array or byte field; -1 for null.</summary>
    public void WriteCount(int count, bool compact)
    {
        if (compact)
        {
            WriteUnsignedVarint((uint)(count + 1));
        }
        else
        {
            WriteInt32(count);
        }
    }

    public void WriteTagCount(int count) => WriteUnsignedVarint((uint)count);

    /// <summary>Writes a tag. Its size follows when the field has been written: pass the result to <see cref="EndTag"/>.</summary>
    public long BeginTag(int tag)
    {
        WriteUnsignedVarint((uint)tag);
        return _frame.Length + _position;
    }

    public void EndTag(long start)
    {
        Flush();
        Span<byte> size = stackalloc byte[5];
        var length = EncodeVarint((ulong)(_frame.Length - start), size);
        _frame.Insert(start, size[..length]);
        _room = _frame.GetSpan(1);
    }

    private static int EncodeVarint(ulong value, Span<byte> destination)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[length++] = (byte)(value | 0x80);
        }

        destination[length++] = (byte)value;
        return length;
    }

    private void WriteStringLength(int length, bool compact)
    {
        if (compact)
        {
            WriteUnsignedVarint((uint)(length + 1));
        }
        else
        {
            WriteInt16(checked((short)length));
        }
    }

    private void WriteVarint64(ulong value)
    {
        if (value < 0x80)
        {
            Take(1)[0] = (byte)value;
            return;
        }

        Span<byte> encoded = stackalloc byte[10];
        var length = EncodeVarint(value, encoded);
        encoded[..length].CopyTo(Take(length));
    }

    private Span<byte> Take(int length)
    {
        if (_room.Length - _position < length)
        {
            Flush();
            _room = _frame.GetSpan(length);
        }

        var taken = _room.Slice(_position, length);
        _position += length;
        return taken;
    }
}
