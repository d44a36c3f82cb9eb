using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// JoinGroup: 0–9. Version 1 adds the rebalance time-out. Version 4 gives out a member id first (KIP-394). Version 5 adds static members
/// (KIP-345). Version 7 adds the protocol type to the answer (KIP-559). Version 8 adds a reason, which is not kept (KIP-800). Version 9
/// tells a leader that comes back to skip the assignment (KIP-814).
/// Deviations:
/// - A group that no member has joined yet lives in memory only. It is forgotten together with its last unused member id.
/// - A static member that comes back is described with its new client id and host.
/// - If protocols tie, the vote of the first member by id decides.
/// - A member that would make the group's record larger than message.max.bytes is refused with UNKNOWN_SERVER_ERROR at once. Kafka lets it
///   in and then refuses the SyncGroup of every member.
/// - A join beyond the cluster's limits on groups, members or group memory gets GROUP_MAX_SIZE_REACHED.
/// </summary>
public sealed class JoinGroupHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<JoinGroupRequest, JoinGroupResponse>(leader, budget)
{
    protected override JoinGroupResponse WithoutLeader(JoinGroupRequest request, short version) =>
        new() { ErrorCode = ErrorCode.CoordinatorLoadInProgress, MemberId = request.MemberId, ProtocolName = version < 7 ? "" : null };
}
