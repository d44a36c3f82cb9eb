using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.LeaveGroup;
using LeavingMember = Garam.Protocol.Messages.LeaveGroup.LeaveGroupRequest.MemberIdentity;
using MemberAnswer = Garam.Protocol.Messages.LeaveGroup.LeaveGroupResponse.MemberResponse;

namespace Garam.Controller.Groups;

/// <summary>LeaveGroup: members go, or an admin tool sends static ones away by their instance id alone.</summary>
internal sealed class LeaveStep(string groupId, LeavingMember[] leaving, GroupRules rules) : GroupStep<LeaveGroupResponse>
{
    public override string GroupId { get; } = groupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var answers = new MemberAnswer[leaving.Length];
        var removed = new List<LiveMember>();
        var forgotten = false;
        for (var i = 0; i < leaving.Length; i++)
        {
            var memberId = leaving[i].MemberId;
            var error = ErrorCode.None;
            if (memberId.Length > 0 && group.Roster.Pending.Remove(memberId))
            {
                forgotten = true;
            }
            else
            {
                error = Find(group, leaving[i], removed);
            }

            answers[i] = new MemberAnswer { MemberId = memberId, GroupInstanceId = leaving[i].GroupInstanceId, ErrorCode = error };
        }

        var answer = new LeaveGroupResponse { Members = answers };
        if (removed.Count > 0)
        {
            Removal.Begin(group, removed, now, gone => Left(group, answer, gone));
        }
        else if (forgotten)
        {
            Left(group, answer, now);
        }
        else
        {
            Complete(answer);
        }
    }

    protected override LeaveGroupResponse Refusal(ErrorCode error) => new() { ErrorCode = error };

    /// <summary>A member that is named twice leaves once.</summary>
    private static ErrorCode Find(ClassicGroup group, LeavingMember identity, List<LiveMember> removed)
    {
        var memberId = identity.MemberId;
        if (memberId.Length == 0 && identity.GroupInstanceId is { } instanceId)
        {
            memberId = group.Roster.MemberIdOf(instanceId) ?? "";
        }

        var error = group.Roster.Check(memberId, identity.GroupInstanceId);
        if (error != ErrorCode.None || !group.Roster.TryGet(memberId, out var member))
        {
            return error;
        }

        if (removed.Contains(member))
        {
            return ErrorCode.UnknownMemberId;
        }

        removed.Add(member);
        return ErrorCode.None;
    }

    /// <summary>Answered when what it led to is durable: the last member that leaves finds the group empty, the others find it preparing.</summary>
    private void Left(ClassicGroup group, LeaveGroupResponse answer, TimeSpan now)
    {
        switch (group.Phase)
        {
            case GroupPhase.Stable or GroupPhase.CompletingRebalance:
                rules.Rebalance.Prepare(group, now);
                break;
            case GroupPhase.PreparingRebalance:
                Rebalance.TryComplete(group, now);
                break;
        }

        group.WhenSettled(() => Complete(answer));
    }
}
