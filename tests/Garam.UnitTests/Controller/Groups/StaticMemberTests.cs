using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.LeaveGroup;

namespace Garam.UnitTests.Controller.Groups;

public sealed class StaticMemberTests
{
    private const string Instance = "host-1";

    [Fact]
    public void A_restart_within_the_session_takes_over_the_old_part_and_nobody_rebalances() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2, index => $"host-{index}");
        var back = await world.Join(instanceId: "host-1");

        Assert.Equal((ErrorCode.None, members[1].GenerationId), (back.ErrorCode, back.GenerationId));
        Assert.NotEqual(members[1].MemberId, back.MemberId);
        Assert.Equal(
            GroupWorld.PartOf(members[1].MemberId, members[1].GenerationId), (await world.Sync(back, "host-1")).Assignment.ToArray());
        Assert.Equal(ErrorCode.None, await world.Heartbeat(members[0], "host-0"));
        Assert.Equal(GroupPhase.Stable, world.State.Phase);
    });

    [Fact]
    public void The_former_id_is_fenced() => GroupWorld.Run(async world =>
    {
        var former = await world.Stable(Instance);
        var back = await world.Join(instanceId: Instance);

        Assert.Equal(ErrorCode.FencedInstanceId, await world.Heartbeat(former, Instance));
        Assert.Equal(ErrorCode.FencedInstanceId, (await world.Sync(former, Instance)).ErrorCode);
        Assert.Equal(ErrorCode.FencedInstanceId, (await world.Join(former.MemberId, Instance)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(former));
        Assert.Equal(ErrorCode.None, await world.Heartbeat(back, Instance));
    });

    [Theory]
    [InlineData(9, true)]
    [InlineData(8, false)]
    public void A_leader_that_restarts_is_not_made_to_assign_again(short version, bool leads) => GroupWorld.Run(async world =>
    {
        var former = await world.Stable(Instance);
        var back = await world.Join(instanceId: Instance, version: version);

        Assert.Equal(leads, back.SkipAssignment);
        Assert.Equal(leads ? back.MemberId : former.MemberId, back.Leader);
        Assert.Equal(leads ? 1 : 0, back.Members.Length);
    });

    [Fact]
    public void A_restart_that_changes_the_protocol_makes_the_group_rebalance() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2, index => index == 0 ? null : Instance);
        var back = world.Join(
            instanceId: Instance, adapt: request => request.Protocols = [GroupWorld.Offer("sticky"), GroupWorld.Offer(GroupWorld.Range)]);
        await GroupWorld.Settle();
        Assert.Equal(ErrorCode.None, (await back).ErrorCode);

        var other = world.Join(instanceId: Instance, adapt: request => request.Protocols = [GroupWorld.Offer("sticky")]);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await other).ErrorCode);
        Assert.Equal(ErrorCode.None, await world.Heartbeat(members[0]));
    });

    [Fact]
    public void A_restart_while_parts_are_computed_makes_the_group_rebalance() => GroupWorld.Run(async world =>
    {
        var joined = await world.Join(instanceId: Instance);
        var back = await world.Join(instanceId: Instance);
        Assert.Equal(joined.GenerationId + 1, back.GenerationId);
        Assert.Equal(ErrorCode.FencedInstanceId, (await world.Sync(joined, Instance)).ErrorCode);
    });

    [Fact]
    public void Two_processes_under_one_instance_id_fence_the_first_while_it_waits() => GroupWorld.Run(async world =>
    {
        await world.Stable();
        var first = world.Join(instanceId: Instance);
        await GroupWorld.Settle();
        var second = world.Join(instanceId: Instance);
        Assert.Equal(ErrorCode.FencedInstanceId, (await first).ErrorCode);
        await GroupWorld.Settle();
        Assert.False(second.IsCompleted);
    });

    [Fact]
    public void A_round_does_not_remove_a_static_member_that_is_away() => GroupWorld.Run(async world =>
    {
        var members = await world.StableOf(2, index => index == 0 ? null : Instance);
        var joining = world.Join(members[0].MemberId);
        for (var i = 0; i < 10 && !joining.IsCompleted; i++)
        {
            await world.Pass(TimeSpan.FromSeconds(7));
            await world.Heartbeat(members[1], Instance);
        }

        Assert.Equal(2, (await joining).Members.Length);
    });

    [Fact]
    public void An_admin_removes_a_static_member_by_its_instance_id() => GroupWorld.Run(async world =>
    {
        var joined = await world.Stable(Instance);
        var answer = await world.Ask<LeaveGroupResponse>(
            new LeaveGroupRequest
            {
                GroupId = GroupWorld.GroupId,
                Members =
                [
                    new LeaveGroupRequest.MemberIdentity { MemberId = "", GroupInstanceId = "nobody" },
                    new LeaveGroupRequest.MemberIdentity { MemberId = "other", GroupInstanceId = Instance },
                    new LeaveGroupRequest.MemberIdentity { MemberId = "", GroupInstanceId = Instance },
                ],
            },
            5);
        Assert.Equal(
            [ErrorCode.UnknownMemberId, ErrorCode.FencedInstanceId, ErrorCode.None],
            answer.Members.Select(member => member.ErrorCode));
        Assert.Equal(ErrorCode.UnknownMemberId, await world.Heartbeat(joined, Instance));
    });
}
