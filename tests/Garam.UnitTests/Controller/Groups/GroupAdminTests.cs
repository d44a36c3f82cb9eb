using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.ListGroups;

namespace Garam.UnitTests.Controller.Groups;

public sealed class GroupAdminTests
{
    [Fact]
    public void A_stable_group_is_described_with_subscriptions_and_parts() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable("host-1");
        var described = await Describe(world);
        Assert.Equal(("Stable", "consumer", GroupWorld.Range), (described.GroupState, described.ProtocolType, described.ProtocolData));
        var member = Assert.Single(described.Members);
        Assert.Equal(
            (joined.MemberId, "host-1", "app", "/10.0.0.7"), (member.MemberId, member.GroupInstanceId, member.ClientId, member.ClientHost));
        Assert.Equal(ConsumerSubscription.Of("logs"), member.MemberMetadata.ToArray());
        Assert.Equal(GroupWorld.PartOf(joined.MemberId, 1), member.MemberAssignment.ToArray());
    });

    [Fact]
    public void A_group_is_empty_for_the_member_that_left_it_last() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable();
        world.Leader.IsHolding = true;
        var leave = world.Leave(joined.MemberId);
        for (var i = 0; i < 2; i++)
        {
            await GroupWorld.Settle();
            Assert.False(leave.IsCompleted);
            world.Leader.Release();
        }

        await leave;
        var described = await Describe(world);

        Assert.Equal(("Empty", GroupPhase.Empty), (described.GroupState, world.State.Phase));
        Assert.Equal(["Empty"], await List(world, [], []));
    });

    [Fact]
    public void A_group_is_preparing_for_a_member_that_left_it_to_others() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        await world.Leave(members[1].MemberId);
        var described = await Describe(world);
        Assert.Equal("PreparingRebalance", described.GroupState);
        Assert.Equal(
            GroupWorld.PartOf(members[0].MemberId, members[0].GenerationId), Assert.Single(described.Members).MemberAssignment.ToArray());
    });

    [Fact]
    public void A_member_whose_leave_ends_the_round_finds_the_next_generation() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2);
        var rejoined = world.Join(members[0].MemberId);
        await GroupWorld.Settle();
        await world.Leave(members[1].MemberId);
        Assert.Equal("CompletingRebalance", (await Describe(world)).GroupState);
        Assert.Single((await rejoined).Members);
    });

    [Fact]
    public void A_leave_whose_last_change_is_lost_is_sent_to_the_next_leader() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable();
        world.Leader.IsHolding = true;
        var leave = world.Leave(joined.MemberId);
        await GroupWorld.Settle();
        world.Leader.Release();
        await GroupWorld.Settle();
        Assert.False(leave.IsCompleted);
        world.Leader.Forget();
        Assert.Equal(ErrorCode.NotCoordinator, (await leave).ErrorCode);
    });

    [Fact]
    public void A_group_that_is_named_twice_is_answered_once() => GroupWorld.Run(async world =>
    {
        await world.Stable();
        var answer = await world.Ask<DescribeGroupsResponse>(
            new DescribeGroupsRequest { Groups = [GroupWorld.GroupId, "other", GroupWorld.GroupId, "other"] }, 6);
        Assert.Equal([GroupWorld.GroupId, "other"], answer.Groups.Select(group => group.GroupId));
        var deleted = await world.Ask<DeleteGroupsResponse>(new DeleteGroupsRequest { GroupsNames = ["other", "other"] }, 2);
        Assert.Equal(ErrorCode.GroupIdNotFound, Assert.Single(deleted.Results).ErrorCode);
    });

    [Fact]
    public void A_rebalancing_group_is_described_without_subscriptions() => GroupWorld.Run(async world =>
    {
        await world.JoinTwice();
        var described = await Describe(world);
        Assert.Equal(("CompletingRebalance", ""), (described.GroupState, described.ProtocolData));
        Assert.True(Assert.Single(described.Members).MemberMetadata.IsEmpty);
    });

    [Fact]
    public void A_group_that_is_not_there_is_dead_and_from_version_6_an_error() => GroupWorld.Run(async world =>
    {
        var old = await Describe(world, 5);
        Assert.Equal((ErrorCode.None, "Dead"), (old.ErrorCode, old.GroupState));
        var today = await Describe(world, 6);
        Assert.Equal(
            (ErrorCode.GroupIdNotFound, "Dead", "Group readers not found."), (today.ErrorCode, today.GroupState, today.ErrorMessage));
    });

    [Fact]
    public void A_group_is_listed_from_the_first_id_that_was_given_out() => GroupWorld.Run(async world =>
    {
        Assert.Empty(await List(world, [], []));
        var first = await world.Join();
        Assert.Equal(["Empty"], await List(world, [], []));
        await world.Join(first.MemberId);
        Assert.Equal(["CompletingRebalance"], await List(world, ["completingrebalance", "stable"], ["Classic"]));
        Assert.Empty(await List(world, ["Empty"], []));
        Assert.Empty(await List(world, [], ["consumer"]));
    });

    private static async Task<DescribeGroupsResponse.DescribedGroup> Describe(GroupWorld world, short version = 6) =>
        Assert.Single(
            (await world.Ask<DescribeGroupsResponse>(new DescribeGroupsRequest { Groups = [GroupWorld.GroupId] }, version)).Groups);

    private static async Task<string[]> List(GroupWorld world, string[] states, string[] types)
    {
        var answer = await world.Ask<ListGroupsResponse>(new ListGroupsRequest { StatesFilter = states, TypesFilter = types }, 5);
        return [.. answer.Groups.Select(group => group.GroupState)];
    }
}
