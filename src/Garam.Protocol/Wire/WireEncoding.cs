using System.Buffers;

namespace Garam.Protocol.Wire;

/// <summary>Encodes whole messages without a frame around them: commands, snapshots, embedded structures.</summary>
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

    private static void Encode(FrameWriter frame, IMessage message, short version)
    {
        var writer = new WireWriter(frame);
        message.Write(ref writer, version);
        writer.Flush();
    }
}
