using Garam.Client.Cluster;
using Garam.Client.Groups;
using Garam.Protocol;

namespace Garam.UnitTests.Client.Groups;

public sealed class ConsumerProtocolCodecTests
{
    private static readonly TopicPartition[] Partitions = [new("a", 0), new("a", 3), new("b", 1)];

    /// <summary>Written by Kafka's Java client 4.3.1 for these topics, partitions, generation 7 and rack r1.</summary>
    private const string JavaSubscription =
        "00030000000200016100016200000004000000070000000200016100000002000000000000000300016200000001000000010000000700027231";

    private const string JavaAssignment = "0003000000020001610000000200000000000000030001620000000100000001FFFFFFFF";

    private const string JavaStickyUserData = "00000002000161000000020000000000000003000162000000010000000100000007";

    [Fact]
    public void Subscriptions_are_the_bytes_of_Kafkas_own_consumer()
    {
        var encoded = ConsumerProtocolCodec.EncodeSubscription(new MemberSubscription(["a", "b"])
        {
            Owned = Partitions,
            Generation = 7,
            RackId = "r1",
            UserData = StickyClaimCodec.Encode(7),
        });

        Assert.Equal(JavaSubscription, Convert.ToHexString(encoded));
    }

    [Fact]
    public void Subscriptions_of_Kafkas_own_consumer_are_read()
    {
        var read = ConsumerProtocolCodec.DecodeSubscription(Convert.FromHexString(JavaSubscription));

        Assert.Equal(["a", "b"], read.Topics);
        Assert.Equal(Partitions, read.Owned);
        Assert.Equal((7, "r1", 7), (read.Generation, read.RackId, StickyClaimCodec.DecodeGeneration(read.UserData)));
    }

    [Fact]
    public void Sticky_user_data_is_that_of_Kafkas_own_consumer()
    {
        Assert.Equal(JavaStickyUserData, Convert.ToHexString(StickyClaimCodec.Encode(Partitions, 7)));
        var (assigned, generation) = StickyClaimCodec.Decode(Convert.FromHexString(JavaStickyUserData));
        Assert.Equal(Partitions, assigned);
        Assert.Equal(7, generation);
    }

    [Fact]
    public void Sticky_user_data_of_the_first_version_has_no_generation()
    {
        var (assigned, generation) = StickyClaimCodec.Decode(Convert.FromHexString(JavaStickyUserData[..^8]));
        Assert.Equal(Partitions, assigned);
        Assert.Equal(-1, generation);
    }

    [Fact]
    public void Sticky_user_data_that_is_garbage_counts_as_none() =>
        Assert.Empty(StickyClaimCodec.Decode(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 1 }).Assigned);

    [Fact]
    public void Assignments_survive_the_way_through_the_coordinator()
    {
        Assert.Equal(Partitions, ConsumerProtocolCodec.DecodeAssignment(ConsumerProtocolCodec.EncodeAssignment(Partitions)));
        Assert.Equal(Partitions, ConsumerProtocolCodec.DecodeAssignment(Convert.FromHexString(JavaAssignment)));
    }

    [Fact]
    public void A_subscription_of_the_first_version_is_read()
    {
        byte[] first = [0, 0, 0, 0, 0, 1, 0, 1, (byte)'t', 0xFF, 0xFF, 0xFF, 0xFF];

        var read = ConsumerProtocolCodec.DecodeSubscription(first);

        Assert.Equal(["t"], read.Topics);
        Assert.Equal(-1, read.Generation);
    }

    [Fact]
    public void A_subscription_of_a_newer_version_is_read_for_what_is_known_of_it()
    {
        byte[] newer = [0, 9, 0, 0, 0, 1, 0, 1, (byte)'t', 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 5, 0xFF, 0xFF, 1, 2, 3];

        Assert.Equal(["t"], ConsumerProtocolCodec.DecodeSubscription(newer).Topics);
    }

    [Fact]
    public void No_bytes_are_no_partitions() => Assert.Empty(ConsumerProtocolCodec.DecodeAssignment(default));

    [Fact]
    public void Garbage_is_refused() =>
        Assert.Throws<MalformedRequestException>(() => ConsumerProtocolCodec.DecodeAssignment(new byte[] { 0, 0, 0x7F, 0xFF, 0xFF, 0xFF }));
}
