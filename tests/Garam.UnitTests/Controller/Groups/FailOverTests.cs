using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>Groups survive the loss of the leader's memory, and no client hears of a change before it is durable.</summary>
public sealed class FailOverTests
{
    [Fact]
    public void Members_of_a_stable_group_go_on_as_if_nothing_had_happened() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(3);
        await world.Pass(TimeSpan.FromSeconds(9));
        world.FailOver();
        await world.Pass(TimeSpan.FromSeconds(9));

        foreach (var member in members)
        {
            Assert.Equal(ErrorCode.None, await world.Heartbeat(member));
            Assert.Equal(GroupWorld.PartOf(member.MemberId, member.GenerationId), (await world.Sync(member)).Assignment.ToArray());
        }
    });

    [Fact]
    public void A_generation_that_waits_for_its_parts_gets_them_from_the_next_leader() => GroupWorld.Run(async world =>
    {
        var joined = await world.JoinTwice();
        world.FailOver();
        Assert.Equal(ErrorCode.None, await world.Heartbeat(joined));
        Assert.Equal(GroupWorld.PartOf(joined.MemberId, 1), (await world.Sync(joined)).Assignment.ToArray());
    });

    [Fact]
    public void Sessions_end_at_the_next_leader_too() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable();
        world.FailOver();
        await world.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(joined));
    });

    [Fact]
    public void A_round_that_a_leaving_member_began_goes_on() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        await world.Leave(members[1].MemberId);
        world.FailOver();
        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(members[0]));
        Assert.Equal(members[0].GenerationId + 1, (await world.Join(members[0].MemberId)).GenerationId);
    });

    [Fact]
    public void A_parked_join_is_sent_away_when_the_leader_goes() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var join = world.Join(members[0].MemberId);
        await GroupWorld.Settle();
        world.Coordinator.OnDeposed();
        Assert.Equal(ErrorCode.NotCoordinator, (await join).ErrorCode);
        Assert.Equal(ErrorCode.NotCoordinator, await world.Heartbeat(members[1]));
    });

    [Fact]
    public void A_parked_sync_is_sent_away_when_the_leader_goes() => GroupWorld.Run(async world =>
    {
        var first = await world.JoinTwice();
        var second = world.JoinTwice();
        await GroupWorld.Settle();
        await world.Join(first.MemberId);
        var sync = world.Sync(await second);
        await GroupWorld.Settle();
        world.Coordinator.OnDeposed();
        Assert.Equal(ErrorCode.NotCoordinator, (await sync).ErrorCode);
    });

    [Fact]
    public void No_generation_is_told_before_it_is_durable() => GroupWorld.Run(async world =>
    {
        world.Leader.IsHolding = true;
        var join = world.JoinTwice();
        await GroupWorld.Settle();
        Assert.False(join.IsCompleted);
        Assert.Equal(1, world.Leader.HeldCount);

        world.Leader.Release();

        Assert.Equal(1, (await join).GenerationId);
    });

    [Fact]
    public void Requests_wait_in_order_while_a_change_is_on_its_way() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        world.Leader.IsHolding = true;
        var leave = world.Leave(members[1].MemberId);
        var heartbeat = world.Heartbeat(members[1]);
        var join = world.Join(members[0].MemberId);
        await GroupWorld.Settle();
        Assert.False(leave.IsCompleted || heartbeat.IsCompleted || join.IsCompleted);

        world.Leader.Release();
        Assert.Equal(ErrorCode.None, (await leave).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, await heartbeat);
        await GroupWorld.Settle();
        world.Leader.Release();
        Assert.Single((await join).Members);
    });

    [Fact]
    public void A_member_that_waits_for_a_lost_change_is_sent_to_the_next_leader() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        world.Leader.IsHolding = true;
        var leave = world.Leave(members[1].MemberId);
        var heartbeat = world.Heartbeat(members[0]);
        await GroupWorld.Settle();

        world.FailOver();

        Assert.Equal(ErrorCode.NotCoordinator, (await leave).ErrorCode);
        Assert.Equal(ErrorCode.NotCoordinator, await heartbeat);
        Assert.Equal(ErrorCode.None, await world.Heartbeat(members[1]));
        Assert.Equal(GroupPhase.Stable, world.State.Phase);
    });

    [Fact]
    public void A_wall_clock_that_jumps_ends_no_session() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable();
        world.Time.Clock.JumpWall(TimeSpan.FromHours(1));
        await world.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(ErrorCode.None, await world.Heartbeat(joined));
    });

    [Fact]
    public void Sessions_of_a_group_whose_change_was_lost_still_end() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        world.Leader.IsHolding = true;
        var leave = world.Leave(members[1].MemberId);
        await GroupWorld.Settle();
        world.Leader.Forget();
        Assert.Equal(ErrorCode.NotCoordinator, (await leave).ErrorCode);

        // Nobody of the group is heard of again.
        await world.Pass(TimeSpan.FromSeconds(11));

        Assert.Empty(world.State.Members);
        Assert.Equal(GroupPhase.Empty, world.State.Phase);
    });

    [Fact]
    public void A_change_that_no_journal_entry_can_hold_is_refused_for_good() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        world.Leader.IsHolding = true;
        var leave = world.Leave(members[1].MemberId);
        await GroupWorld.Settle();
        world.Leader.Fail(new GaramException(ErrorKind.Invalid, "Too large."));
        Assert.Equal(ErrorCode.UnknownServerError, (await leave).ErrorCode);
        Assert.Equal(ErrorCode.None, await world.Heartbeat(members[1]));
    });

    [Fact]
    public void Sessions_pause_while_appends_stand_still() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        await world.Pass(TimeSpan.FromSeconds(8));
        world.Leader.Stall(world.Time.Clock);
        await world.Pass(TimeSpan.FromSeconds(60));
        world.Leader.Resume();
        await world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.None, await world.Heartbeat(members[0]));

        await world.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(members[0]));
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(members[1]));
    });
}
