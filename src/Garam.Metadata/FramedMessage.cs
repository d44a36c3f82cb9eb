using System.Buffers;
using System.Buffers.Binary;
using Garam.Protocol.Wire;

namespace Garam.Metadata;

/// <summary>A message after a header that names its kind: type (16 bits), version (16 bits), length of the body (32 bits).</summary>
internal static class FramedMessage
{
    private const int HeaderSize = sizeof(short) + sizeof(short) + sizeof(int);

    /// <summary>Returns the bytes written.</summary>
    public static long Write(short type, short version, IMessage message, IBufferWriter<byte> destination)
    {
        using var body = Encode(message, version);
        return Write(type, version, body, destination);
    }

    /// <summary>Encodes the body alone. The caller disposes it.</summary>
    public static FrameWriter Encode(IMessage message, short version)
    {
        var body = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(body);
        message.Write(ref writer, version);
        writer.Flush();
        return body;
    }

    /// <summary>Returns the bytes written.</summary>
    public static long Write(short type, short version, FrameWriter body, IBufferWriter<byte> destination)
    {
        var header = destination.GetSpan(HeaderSize);
        BinaryPrimitives.WriteInt16BigEndian(header, type);
        BinaryPrimitives.WriteInt16BigEndian(header[sizeof(short)..], version);
        BinaryPrimitives.WriteInt32BigEndian(header[(sizeof(short) + sizeof(short))..], checked((int)body.Length));
        destination.Advance(HeaderSize);
        foreach (var slice in body.Complete())
        {
            destination.Write(slice.Span);
        }

        return HeaderSize + body.Length;
    }

    /// <summary>
    /// Reads the body into a message that the caller made for the type in the header. Its byte fields borrow the reader's memory.
    /// </summary>
    public static void ReadBody(IMessage message, short version, ref WireReader reader)
    {
        var body = new WireReader(reader.ReadSlice(reader.ReadInt32()));
        message.Read(ref body, version);
        body.ExpectEnd();
    }
}
