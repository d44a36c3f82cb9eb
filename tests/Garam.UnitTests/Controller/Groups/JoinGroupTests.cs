using Garam.Controller.Groups;
using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.UnitTests.Controller.Groups;

public sealed class JoinGroupTests
{
    [Fact]
    public void A_new_member_is_given_an_id_first_and_a_generation_when_it_comes_back() => GroupWorld.Run(async world =>
    {
        var first = await world.Join();
        Assert.Equal(ErrorCode.MemberIdRequired, first.ErrorCode);
        Assert.StartsWith("app-", first.MemberId, StringComparison.Ordinal);
        Assert.Empty(world.Leader.Applied);

        var joined = await world.Join(first.MemberId);

        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        Assert.Equal((1, "consumer", GroupWorld.Range), (joined.GenerationId, joined.ProtocolType, joined.ProtocolName));
        Assert.Equal(joined.MemberId, joined.Leader);
        Assert.Equal(joined.MemberId, Assert.Single(joined.Members).MemberId);
        Assert.Equal(GroupPhase.CompletingRebalance, world.State.Phase);
    });

    [Fact]
    public void Before_version_4_a_member_joins_at_once() => GroupWorld.Run(async world =>
        Assert.Equal(ErrorCode.None, (await world.Join(version: 3)).ErrorCode));

    [Fact]
    public void Version_0_takes_the_session_timeout_for_the_rebalance() => GroupWorld.Run(async world =>
    {
        var joined = await world.Join(version: 0);
        Assert.Equal(10_000, world.State.Members[joined.MemberId].RebalanceTimeoutMs);
    });

    [Theory]
    [InlineData(6, "")]
    [InlineData(7, null)]
    public void A_refusal_names_no_protocol_as_its_version_can_say_it(short version, string? expected) => GroupWorld.Run(async world =>
    {
        await world.Stable();
        Assert.Equal(expected, (await world.Join("made-up", version: version)).ProtocolName);
        Assert.Equal(expected, (await world.Join(version: version)).ProtocolName);
    });

    [Theory]
    [InlineData(5_999)]
    [InlineData(1_800_001)]
    [InlineData(-1)]
    public void A_session_timeout_out_of_bounds_is_refused(int sessionTimeoutMs) => GroupWorld.Run(async world =>
    {
        var refused = await world.Join(adapt: request => request.SessionTimeoutMs = sessionTimeoutMs);
        Assert.Equal(ErrorCode.InvalidSessionTimeout, refused.ErrorCode);
    });

    [Fact]
    public void An_empty_group_id_is_refused() => GroupWorld.Run(async world =>
        Assert.Equal(ErrorCode.InvalidGroupId, (await world.Join(adapt: request => request.GroupId = "")).ErrorCode));

    [Fact]
    public void An_id_that_was_never_given_out_is_unknown() => GroupWorld.Run(async world =>
    {
        Assert.Equal(ErrorCode.UnknownMemberId, (await world.Join("made-up")).ErrorCode);
        await world.Stable();
        Assert.Equal(ErrorCode.UnknownMemberId, (await world.Join("made-up")).ErrorCode);
    });

    [Fact]
    public void A_member_without_protocols_or_with_none_in_common_is_inconsistent() => GroupWorld.Run(async world =>
    {
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await world.Join(adapt: request => request.Protocols = [])).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await world.Join(adapt: request => request.ProtocolType = "")).ErrorCode);
        await world.Stable();
        Assert.Equal(
            ErrorCode.InconsistentGroupProtocol,
            (await world.Join(adapt: request => request.Protocols = [GroupWorld.Offer("sticky")])).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await world.Join(adapt: request => request.ProtocolType = "connect")).ErrorCode);
    });

    [Fact]
    public void The_protocol_that_most_members_prefer_among_those_all_have_is_chosen() => GroupWorld.Run(async world =>
    {
        var first = await world.JoinTwice(
            request => request.Protocols = [GroupWorld.Offer("a"), GroupWorld.Offer("b"), GroupWorld.Offer("c")]);
        var second = world.JoinTwice(request => request.Protocols = [GroupWorld.Offer("b"), GroupWorld.Offer("c")]);
        var third = world.JoinTwice(request => request.Protocols = [GroupWorld.Offer("c"), GroupWorld.Offer("b")]);
        await GroupWorld.Settle();
        var rejoined = await world.Join(
            first.MemberId, adapt: request => request.Protocols = [GroupWorld.Offer("a"), GroupWorld.Offer("b"), GroupWorld.Offer("c")]);

        Assert.Equal("b", rejoined.ProtocolName);
        Assert.Equal("b", (await second).ProtocolName);
        Assert.Equal(2, (await third).GenerationId);
    });

    [Fact]
    public void A_full_group_takes_nobody_new_but_everyone_back() => GroupWorld.Run(
        async world =>
        {
            var members = await world.StableOf(2);
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await world.Join()).ErrorCode);
            Assert.Equal(ErrorCode.None, (await world.Join(members[1].MemberId)).ErrorCode);
        },
        new GroupCoordinatorOptions { GroupSizeMax = 2 });

    [Fact]
    public void Ids_are_given_out_up_to_a_limit_and_forgotten_when_unused() => GroupWorld.Run(
        async world =>
        {
            var given = await world.Join();
            await world.Join();
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await world.Join()).ErrorCode);

            await world.Pass(TimeSpan.FromSeconds(11));

            Assert.Equal(ErrorCode.UnknownMemberId, (await world.Join(given.MemberId)).ErrorCode);
            Assert.Equal(ErrorCode.MemberIdRequired, (await world.Join()).ErrorCode);
        },
        new GroupCoordinatorOptions { PendingMembersMax = 2 });

    [Fact]
    public void A_round_waits_for_an_id_that_was_given_out() => GroupWorld.Run(async world =>
    {
        var member = await world.Stable();
        var given = await world.Join();
        var rejoin = world.Join(member.MemberId);
        await GroupWorld.Settle();
        Assert.False(rejoin.IsCompleted);

        var newcomer = world.Join(given.MemberId);

        Assert.Equal(2, (await rejoin).Members.Length);
        Assert.Empty((await newcomer).Members);
    });

    [Fact]
    public void A_follower_that_asks_the_same_again_gets_the_generation_it_is_in() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var again = await world.Join(members[1].MemberId);
        Assert.Equal((members[1].GenerationId, members[0].MemberId), (again.GenerationId, again.Leader));
        Assert.Equal(ErrorCode.None, await world.Heartbeat(members[0]));
    });

    [Fact]
    public void A_follower_with_another_subscription_starts_a_round() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var changed = world.Join(members[1].MemberId, adapt: request => request.Protocols = [GroupWorld.Offer(GroupWorld.Range, "other")]);
        await GroupWorld.Settle();
        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(members[0]));
        var leader = await world.Join(members[0].MemberId);
        Assert.Equal(members[0].GenerationId + 1, (await changed).GenerationId);
        Assert.Equal(2, leader.Members.Length);
    });

    [Fact]
    public void The_leader_starts_a_round_whenever_it_asks() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var leader = world.Join(members[0].MemberId);
        await GroupWorld.Settle();
        Assert.False(leader.IsCompleted);
        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(members[1]));
        await world.Join(members[1].MemberId);
        Assert.Equal(members[0].GenerationId + 1, (await leader).GenerationId);
    });

    [Fact]
    public void A_member_that_missed_its_answer_gets_it_again() => GroupWorld.Run(async world =>
    {
        var joined = await world.JoinTwice();
        var again = await world.Join(joined.MemberId);
        Assert.Equal((joined.GenerationId, 1), (again.GenerationId, again.Members.Length));
    });

    [Fact]
    public void A_join_that_is_sent_twice_is_answered_once_the_second_time() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var first = world.Join(members[0].MemberId);
        var second = world.Join(members[0].MemberId);
        Assert.Equal(ErrorCode.RebalanceInProgress, (await first).ErrorCode);
        await world.Join(members[1].MemberId);
        Assert.Equal(ErrorCode.None, (await second).ErrorCode);
    });

    [Fact]
    public void The_first_round_waits_for_more_members_as_long_as_they_come() => GroupWorld.Run(
        async world =>
        {
            var first = world.JoinTwice();
            await world.Pass(TimeSpan.FromSeconds(2));
            var second = world.JoinTwice();
            await world.Pass(TimeSpan.FromSeconds(3));
            Assert.False(first.IsCompleted);
            await world.Pass(TimeSpan.FromSeconds(2));
            Assert.True(first.IsCompleted);
            Assert.Equal((await first).GenerationId, (await second).GenerationId);
        },
        new GroupCoordinatorOptions { InitialRebalanceDelay = TimeSpan.FromSeconds(3) });
}
