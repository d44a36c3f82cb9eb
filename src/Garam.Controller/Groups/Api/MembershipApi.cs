using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.Controller.Groups.Api;

/// <summary>JoinGroup, SyncGroup, Heartbeat, LeaveGroup: what can be refused without looking at the group, and what differs by version.</summary>
internal sealed class MembershipApi(GroupCoordinator coordinator)
{
    /// <summary>Before it a request named one member, in a field of its own, and the answer had no list.</summary>
    private const short LeavesInBatches = 3;

    private const short NamesProtocol = 5;

    /// <summary>Before it an answer without a protocol has to say so with an empty name.</summary>
    private const short HasNullProtocol = 7;

    public async Task<JoinGroupResponse> JoinAsync(JoinGroupRequest request, short version, ForwardedCaller caller, CancellationToken cancellation)
    {
        var refusal = request.GroupId.Length == 0 ? ErrorCode.InvalidGroupId : coordinator.Rules.CheckSessionTimeout(request.SessionTimeoutMs);
        var answer = refusal == ErrorCode.None
            ? await coordinator.RunAsync(new JoinStep(request, version, caller, coordinator.Rules), cancellation)
            : JoinAnswers.Failed(refusal, request.MemberId);
        answer.ProtocolName ??= version < HasNullProtocol ? "" : null;
        return answer;
    }

    public Task<SyncGroupResponse> SyncAsync(SyncGroupRequest request, short version, CancellationToken cancellation)
    {
        // KIP-559: whoever can name the protocol has to.
        var refusal = version >= NamesProtocol && (request.ProtocolType is null || request.ProtocolName is null) ? ErrorCode.InconsistentGroupProtocol
            : request.GroupId.Length == 0 ? ErrorCode.InvalidGroupId
            : ErrorCode.None;
        return refusal == ErrorCode.None
            ? coordinator.RunAsync(new SyncStep(request, coordinator.Rules), cancellation)
            : Task.FromResult(new SyncGroupResponse { ErrorCode = refusal });
    }

    public Task<HeartbeatResponse> HeartbeatAsync(HeartbeatRequest request, CancellationToken cancellation) => request.GroupId.Length == 0
        ? Task.FromResult(new HeartbeatResponse { ErrorCode = ErrorCode.InvalidGroupId })
        : coordinator.RunAsync(new HeartbeatStep(request), cancellation);

    public async Task<LeaveGroupResponse> LeaveAsync(LeaveGroupRequest request, short version, CancellationToken cancellation)
    {
        if (request.GroupId.Length == 0)
        {
            return new LeaveGroupResponse { ErrorCode = ErrorCode.InvalidGroupId };
        }

        var leaving = version >= LeavesInBatches ? request.Members : [new LeaveGroupRequest.MemberIdentity { MemberId = request.MemberId }];
        var answer = await coordinator.RunAsync(new LeaveStep(request.GroupId, leaving, coordinator.Rules), cancellation);
        if (version < LeavesInBatches && answer.ErrorCode == ErrorCode.None)
        {
            answer.ErrorCode = answer.Members[0].ErrorCode;
        }

        return answer;
    }
}
