using System.Buffers.Binary;
using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.UnitTests.Broker;

public sealed class RequestKindTests
{
    [Theory]
    [InlineData(ApiKey.Produce, FrameKind.Overlapping)]
    [InlineData(ApiKey.JoinGroup, FrameKind.Waiting)]
    [InlineData(ApiKey.OffsetCommit, FrameKind.Waiting)]
    [InlineData(ApiKey.CreateTopics, FrameKind.Waiting)]
    [InlineData(ApiKey.Heartbeat, FrameKind.Quick)]
    [InlineData(ApiKey.Metadata, FrameKind.Quick)]
    [InlineData(ApiKey.Fetch, FrameKind.Quick)]
    [InlineData((ApiKey)(-1), FrameKind.Quick)]
    public void A_heartbeat_never_shares_memory_with_what_waits(ApiKey key, FrameKind expected)
    {
        var dispatcher = new RequestDispatcher([], new RequestMetrics(new TestMeters()), TimeProvider.System);
        var beginning = new byte[IFrameHandler.KindBytes];
        BinaryPrimitives.WriteInt16BigEndian(beginning, (short)key);
        Assert.Equal(expected, dispatcher.KindOf(beginning));
        Assert.Equal(FrameKind.Quick, dispatcher.KindOf(beginning.AsSpan(1)));
    }
}
