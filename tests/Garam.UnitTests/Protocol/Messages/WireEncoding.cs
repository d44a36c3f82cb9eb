using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>Whole messages as bytes without a frame around them.</summary>
internal static class WireEncoding
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
