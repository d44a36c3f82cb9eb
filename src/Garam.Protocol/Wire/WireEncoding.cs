using System.Buffers;

namespace Garam.Protocol.Wire;

/// <summary>Whole messages to and from bytes without a frame around them: commands, snapshots, embedded structures.</summary>
public static class WireEncoding
{
    public static byte[] ToBytes(IMessage message, short version)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        Encode(frame, message, version);
        return frame.ToArray();
    }

    public static void Write(IMessage message, short version, IBufferWriter<byte> destination)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        Encode(frame, message, version);
        foreach (var slice in frame.Complete())
        {
            destination.Write(slice.Span);
        }
    }

    /// <summary>The message must fill <paramref name="bytes"/> exactly. Its byte fields borrow them.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> bytes, short version)
        where T : IMessage, new()
    {
        var reader = new WireReader(bytes);
        var message = new T();
        message.Read(ref reader, version);
        reader.ExpectEnd();
        return message;
    }

    private static void Encode(FrameWriter frame, IMessage message, short version)
    {
        var writer = new WireWriter(frame);
        message.Write(ref writer, version);
        writer.Flush();
    }
}
