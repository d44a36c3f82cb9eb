using Garam.Journal.Gateway;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.SyncGroup;
using LeavingMember = Garam.Protocol.Messages.LeaveGroup.LeaveGroupRequest.MemberIdentity;
using MemberAnswer = Garam.Protocol.Messages.LeaveGroup.LeaveGroupResponse.MemberResponse;

namespace Garam.Controller.Groups;

/// <summary>
/// JoinGroup, SyncGroup, Heartbeat and LeaveGroup. Refuses here, before it looks at the group, the errors that the request alone shows;
/// answers in the form of the client's version.
/// </summary>
internal sealed class GroupMembership(GroupCoordinator coordinator) : IGroupMembership
{
    public async ValueTask<JoinGroupResponse> JoinAsync(
        JoinGroupRequest request, short version, ForwardedCaller caller, CancellationToken cancellation)
    {
        var refusal = request.GroupId.Length == 0
            ? ErrorCode.InvalidGroupId
            : coordinator.Rules.CheckSessionTimeout(request.SessionTimeoutMs);
        var answer = refusal == ErrorCode.None
            ? await coordinator.RunAsync(new JoinStep(request, version, caller, coordinator.Rules), cancellation)
            : JoinAnswers.Failed(refusal, request.MemberId);
        answer.ProtocolName ??= version >= 7 ? null : ""; // KIP-559: the name may be null
        return answer;
    }

    public async ValueTask<SyncGroupResponse> SyncAsync(SyncGroupRequest request, short version, CancellationToken cancellation)
    {
        // KIP-559: a client that can name the protocol must.
        if (version >= 5 && (request.ProtocolType is null || request.ProtocolName is null))
        {
            return new SyncGroupResponse { ErrorCode = ErrorCode.InconsistentGroupProtocol };
        }

        return request.GroupId.Length == 0
            ? new SyncGroupResponse { ErrorCode = ErrorCode.InvalidGroupId }
            : await coordinator.RunAsync(new SyncStep(request, coordinator.Rules), cancellation);
    }

    public async ValueTask<HeartbeatResponse> HeartbeatAsync(HeartbeatRequest request, CancellationToken cancellation) =>
        request.GroupId.Length == 0
            ? new HeartbeatResponse { ErrorCode = ErrorCode.InvalidGroupId }
            : await coordinator.RunAsync(new HeartbeatStep(request), cancellation);

    public async ValueTask<LeaveGroupResponse> LeaveAsync(LeaveGroupRequest request, short version, CancellationToken cancellation)
    {
        if (request.GroupId.Length == 0)
        {
            return new LeaveGroupResponse { ErrorCode = ErrorCode.InvalidGroupId };
        }

        // KIP-345: from 3 on, requests and responses have a list of members. Older ones name one member, in a field of its own.
        var leaving = version >= 3
            ? request.Members
            : [new LeaveGroupRequest.MemberIdentity { MemberId = request.MemberId }];
        var answer = await coordinator.RunAsync(new LeaveStep(request.GroupId, leaving, coordinator.Rules), cancellation);
        if (version < 3 && answer.ErrorCode == ErrorCode.None)
        {
            answer.ErrorCode = answer.Members[0].ErrorCode;
        }

        return answer;
    }
}

/// <summary>One Heartbeat: keeps a session alive and tells the member when it has to join again. Never journaled.</summary>
internal sealed class HeartbeatStep(HeartbeatRequest request) : GroupStep<HeartbeatResponse>
{
    public override string GroupId { get; } = request.GroupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var error = group.Roster.Check(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None || !group.Roster.TryGet(request.MemberId, out var member))
        {
            Refuse(error);
        }
        else if (request.GenerationId != group.Generation)
        {
            Refuse(ErrorCode.IllegalGeneration);
        }
        else
        {
            group.ExtendSession(member, now);
            Refuse(group.Phase == GroupPhase.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None);
        }
    }

    protected override HeartbeatResponse Refusal(ErrorCode error) => new() { ErrorCode = error };
}

/// <summary>One LeaveGroup: members go, or an admin tool sends static ones away by their instance id alone.</summary>
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
            if (memberId.Length > 0 && group.Roster.RemovePending(memberId))
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

    /// <summary>
    /// Answers when everything that the departure led to is durable: the last member that leaves finds the group empty, the others find it
    /// preparing.
    /// </summary>
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
