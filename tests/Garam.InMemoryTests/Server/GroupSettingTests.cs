using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;

namespace Garam.InMemoryTests.Server;

/// <summary>Broker settings for groups take effect on the next request after they were altered.</summary>
public sealed class GroupSettingTests
{
    [Fact]
    public async Task Session_timeouts_are_bounded_by_what_is_set_at_the_moment()
    {
        await using var node = await NodeFixture.StartAsync();
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await JoinAsync(node.Client, sessionMs: 1000)).ErrorCode);
        await node.AlterBrokerAsync("group.min.session.timeout.ms", "500");
        Assert.Equal(ErrorCode.MemberIdRequired, (await JoinAsync(node.Client, sessionMs: 1000)).ErrorCode);

        await node.AlterBrokerAsync("group.max.session.timeout.ms", "900");
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await JoinAsync(node.Client, sessionMs: 1000)).ErrorCode);
        await node.AlterBrokerAsync("group.max.session.timeout.ms", null);
        Assert.Equal(ErrorCode.MemberIdRequired, (await JoinAsync(node.Client, sessionMs: 1000)).ErrorCode);
    }

    [Fact]
    public async Task A_group_that_has_reached_its_size_lets_nobody_in()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.AlterBrokerAsync("group.max.size", "1");
        var first = await JoinAsync(node.Client, version: 3);
        var second = await JoinAsync(node.Client, version: 3);
        Assert.Equal(ErrorCode.None, first.ErrorCode);
        Assert.Equal(ErrorCode.GroupMaxSizeReached, second.ErrorCode);
    }

    [Fact]
    public async Task The_first_round_waits_as_long_as_is_set()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.AlterBrokerAsync("group.initial.rebalance.delay.ms", "200");
        await using var other = await node.ConnectAsync();
        var both = await Task.WhenAll(JoinAsync(node.Client, version: 3), JoinAsync(other, version: 3));
        Assert.All(both, joined => Assert.Equal((ErrorCode.None, 1), (joined.ErrorCode, joined.GenerationId)));
        Assert.Equal(2, both.Max(joined => joined.Members.Length));
    }

    [Fact]
    public async Task Metadata_of_a_commit_may_be_as_long_as_is_set()
    {
        await using var node = await NodeFixture.StartAsync();
        var topic = await node.CreateTopicAsync("t");
        await node.AlterBrokerAsync("offset.metadata.max.bytes", "4");
        Assert.Equal(ErrorCode.OffsetMetadataTooLarge, await node.CommitAsync("g", topic.TopicId, 0, "12345"));
        Assert.Equal(ErrorCode.None, await node.CommitAsync("g", topic.TopicId, 0, "1234"));
    }

    private static async Task<JoinGroupResponse> JoinAsync(
        KafkaConnection client, int sessionMs = 10_000, short version = short.MaxValue) =>
        await client.CallAsync<JoinGroupRequest, JoinGroupResponse>(
            new()
            {
                GroupId = "g",
                SessionTimeoutMs = sessionMs,
                RebalanceTimeoutMs = 10_000,
                ProtocolType = "consumer",
                Protocols = [new() { Name = "range" }],
            },
            CancellationToken.None,
            version);
}
