using Garam.Client;
using Garam.Client.Groups;
using Garam.Protocol;

namespace Garam.UnitTests.Client.Groups;

public sealed class ConsumerProtocolCodecTests
{
    [Fact]
    public void Subscriptions_and_assignments_survive_the_way_through_the_coordinator()
    {
        TopicPartition[] partitions = [new("a", 0), new("a", 3), new("b", 1)];

        Assert.Equal(["a", "b"], ConsumerProtocolCodec.DecodeSubscription(ConsumerProtocolCodec.EncodeSubscription(["a", "b"])));
        Assert.Equal(partitions, ConsumerProtocolCodec.DecodeAssignment(ConsumerProtocolCodec.EncodeAssignment(partitions)));
    }

    [Fact]
    public void A_subscription_of_a_newer_version_is_read_for_what_is_known_of_it()
    {
        byte[] newer = [0, 3, 0, 0, 0, 1, 0, 1, (byte)'t', 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 5, 0xFF, 0xFF];

        Assert.Equal(["t"], ConsumerProtocolCodec.DecodeSubscription(newer));
    }

    [Fact]
    public void No_bytes_are_no_partitions() => Assert.Empty(ConsumerProtocolCodec.DecodeAssignment(default));

    [Fact]
    public void Garbage_is_refused() =>
        Assert.Throws<MalformedRequestException>(() => ConsumerProtocolCodec.DecodeAssignment(new byte[] { 0, 0, 0x7F, 0xFF, 0xFF, 0xFF }));
}
