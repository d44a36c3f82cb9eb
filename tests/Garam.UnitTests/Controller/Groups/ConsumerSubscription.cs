using Garam.Protocol.Messages.ConsumerProtocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>The bytes that consumers send their assignor: a version and the topics.</summary>
internal static class ConsumerSubscription
{
    public static byte[] Of(params string[] topics)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        writer.WriteInt16(1);
        new ConsumerProtocolSubscription { Topics = topics }.Write(ref writer, 1);
        writer.Flush();
        return [.. frame.Complete().SelectMany(slice => slice.ToArray())];
    }
}
