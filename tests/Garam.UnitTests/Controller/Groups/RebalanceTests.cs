using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.UnitTests.Controller.Groups;

public sealed class RebalanceTests
{
    [Fact]
    public void Everybody_gets_the_part_that_the_leader_computed() => GroupWorld.Run(async world =>
    {
        var first = await world.JoinTwice();
        var second = world.JoinTwice();
        await GroupWorld.Settle();
        var leader = await world.Join(first.MemberId);
        var follower = await second;

        var waiting = world.Sync(follower);
        await GroupWorld.Settle();
        Assert.False(waiting.IsCompleted);
        var led = await world.Sync(leader);

        Assert.Equal(GroupWorld.PartOf(follower.MemberId, 2), (await waiting).Assignment.ToArray());
        Assert.Equal(GroupWorld.PartOf(leader.MemberId, 2), led.Assignment.ToArray());
        Assert.Equal(("consumer", GroupWorld.Range), (led.ProtocolType, led.ProtocolName));
        Assert.Equal(GroupPhase.Stable, world.State.Phase);
    });

    [Fact]
    public void A_member_that_syncs_late_finds_its_part() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        Assert.Equal(GroupWorld.PartOf(members[1].MemberId, members[1].GenerationId), (await world.Sync(members[1])).Assignment.ToArray());
    });

    [Fact]
    public void A_member_that_the_leader_left_out_gets_nothing() => GroupWorld.Run(async world =>
    {
        var joined = await world.JoinTwice();
        var synced = await world.Sync(joined, adapt: request => request.Assignments = []);
        Assert.Equal(ErrorCode.None, synced.ErrorCode);
        Assert.True(synced.Assignment.IsEmpty);
    });

    [Fact]
    public void Sync_is_refused_for_each_thing_that_is_wrong() => GroupWorld.Run(async world =>
    {
        var joined = await world.JoinTwice();
        Assert.Equal(ErrorCode.InvalidGroupId, (await world.Sync(joined, adapt: request => request.GroupId = "")).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await world.Sync(joined, adapt: request => request.GroupId = "nobody")).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await world.Sync(joined, adapt: request => request.MemberId = "made-up")).ErrorCode);
        Assert.Equal(ErrorCode.IllegalGeneration, (await world.Sync(joined, adapt: request => request.GenerationId++)).ErrorCode);
        Assert.Equal(
            ErrorCode.InconsistentGroupProtocol, (await world.Sync(joined, adapt: request => request.ProtocolType = "connect")).ErrorCode);
        Assert.Equal(
            ErrorCode.InconsistentGroupProtocol, (await world.Sync(joined, adapt: request => request.ProtocolName = "sticky")).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await world.Sync(joined, instanceId: "nobody")).ErrorCode);
        Assert.Equal(
            ErrorCode.InconsistentGroupProtocol,
            (await world.Sync(joined, adapt: request => (request.ProtocolType, request.ProtocolName) = (null, null))).ErrorCode);
        Assert.Equal(ErrorCode.None, (await world.Sync(joined)).ErrorCode);
    });

    [Fact]
    public void A_member_that_waits_for_its_part_is_told_when_the_next_round_begins() => GroupWorld.Run(async world =>
    {
        var first = await world.JoinTwice();
        var second = world.JoinTwice();
        await GroupWorld.Settle();
        var leader = await world.Join(first.MemberId);
        var waiting = world.Sync(await second);
        _ = world.JoinTwice();

        Assert.Equal(ErrorCode.RebalanceInProgress, (await waiting).ErrorCode);
        Assert.Equal(ErrorCode.RebalanceInProgress, (await world.Sync(leader)).ErrorCode);
    });

    [Fact]
    public void Heartbeats_are_refused_for_each_thing_that_is_wrong() => GroupWorld.Run(async world =>
    {
        var joined = await world.JoinTwice();
        Assert.Equal(ErrorCode.None, await world.Heartbeat(joined));
        await world.Sync(joined);
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(joined, instanceId: "nobody"));
        joined.GenerationId++;
        Assert.Equal(ErrorCode.IllegalGeneration, await world.Heartbeat(joined));
        joined.MemberId = "made-up";
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(joined));
    });

    [Fact]
    public void A_session_lives_as_long_as_heartbeats_come_and_not_longer() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable();
        for (var i = 0; i < 5; i++)
        {
            await world.Pass(TimeSpan.FromSeconds(8));
            Assert.Equal(ErrorCode.None, await world.Heartbeat(joined));
        }

        await world.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(joined));
        Assert.Equal((GroupPhase.Empty, 2), (world.State.Phase, world.State.Generation));
    });

    [Fact]
    public void The_others_rebalance_when_a_session_ends() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        await world.Pass(TimeSpan.FromSeconds(6));
        await world.Heartbeat(members[0]);
        await world.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(members[0]));
        Assert.Equal(GroupPhase.PreparingRebalance, world.State.Phase);
        var rejoined = await world.Join(members[0].MemberId);
        Assert.Equal(members[0].MemberId, Assert.Single(rejoined.Members).MemberId);
    });

    [Fact]
    public void A_member_that_does_not_come_back_in_time_is_left_behind() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var joining = world.Join(members[0].MemberId);
        for (var i = 0; i < 10 && !joining.IsCompleted; i++)
        {
            await world.Pass(TimeSpan.FromSeconds(7));
            await world.Heartbeat(members[1]);
        }

        Assert.Single((await joining).Members);
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(members[1]));
    });

    [Fact]
    public void A_leader_that_does_not_come_back_is_followed_by_another() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var joining = world.Join(members[1].MemberId, adapt: request => request.Protocols = [GroupWorld.Offer(GroupWorld.Range, "other")]);
        for (var i = 0; i < 10 && !joining.IsCompleted; i++)
        {
            await world.Pass(TimeSpan.FromSeconds(7));
            await world.Heartbeat(members[0]);
        }

        Assert.Equal(members[1].MemberId, (await joining).Leader);
    });

    [Fact]
    public void A_member_that_never_asks_for_its_part_is_removed() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var leader = world.Join(members[0].MemberId);
        var silent = await world.Join(members[1].MemberId);
        await world.Sync(await leader);
        for (var i = 0; i < 9; i++)
        {
            await world.Pass(TimeSpan.FromSeconds(7));
            await world.Heartbeat(await leader);
            await world.Heartbeat(silent);
        }

        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(await leader));
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(silent));
    });

    [Fact]
    public void A_member_may_leave_and_is_unknown_at_once() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        Assert.Equal(ErrorCode.None, Assert.Single((await world.Leave(members[1].MemberId)).Members).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(members[1]));
        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(members[0]));
        Assert.DoesNotContain(members[1].MemberId, world.State.Members.Keys);
    });

    [Fact]
    public void The_last_to_leave_empties_the_group() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable();
        await world.Leave(joined.MemberId);
        Assert.Equal((GroupPhase.Empty, 2, null), (world.State.Phase, world.State.Generation, world.State.ProtocolName));
        Assert.Equal(3, (await world.JoinTwice()).GenerationId);
    });

    [Fact]
    public void Leaving_ends_the_round_that_waited_for_the_member_alone() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var joining = world.Join(members[0].MemberId);
        await world.Leave(members[1].MemberId);
        Assert.Single((await joining).Members);
    });

    [Fact]
    public void Each_leaving_member_is_answered_for_itself() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var pending = await world.Join();
        var answer = await world.Leave(members[1].MemberId, "made-up", pending.MemberId, "");
        Assert.Equal(
            [ErrorCode.None, ErrorCode.UnknownMemberId, ErrorCode.None, ErrorCode.UnknownMemberId],
            answer.Members.Select(member => member.ErrorCode));
    });
}
