namespace Garam.Protocol.Wire;

/// <summary>Whole messages as bytes without a frame around them, such as a message in a byte field of another one.</summary>
public static class WireEncoding
{
    public static byte[] ToBytes(IMessage message, short version)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        message.Write(ref writer, version);
        writer.Flush();
        return frame.ToArray();
    }
}
