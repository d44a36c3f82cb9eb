using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// JoinGroup: 0–9. 1: rebalance time-out. 4: a member id is given out first (KIP-394). 5: static members (KIP-345). 7: protocol type in
/// the answer (KIP-559). 8: reason (KIP-800), not kept. 9: a leader that comes back is told to skip the assignment (KIP-814).
/// Deviations: a group that nobody has joined yet lives in memory only and is forgotten with its last unused member id; a static member
/// that comes back is described with its new client id and host; protocol ties go to the vote of the first member by id; a member that
/// makes the group's record larger than message.max.bytes is refused with UNKNOWN_SERVER_ERROR at once, where Kafka lets it in and then
/// refuses everybody's SyncGroup; a join beyond the cluster's limits on groups, members or group memory gets GROUP_MAX_SIZE_REACHED.
/// </summary>
public sealed class JoinGroupHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<JoinGroupRequest, JoinGroupResponse>(leader, budget)
{
    protected override JoinGroupResponse WithoutLeader(JoinGroupRequest request, short version) =>
        new() { ErrorCode = ErrorCode.CoordinatorLoadInProgress, MemberId = request.MemberId, ProtocolName = version < 7 ? "" : null };
}
