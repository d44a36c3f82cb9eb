using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.LeaveGroup;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// LeaveGroup: 0–5. Version 3 takes several members in one request, static ones by their instance id alone (KIP-345). Version 5 adds a
/// reason, which is not kept (KIP-800). No deviations.
/// </summary>
public sealed class LeaveGroupHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<LeaveGroupRequest, LeaveGroupResponse>(leader, budget)
{
    protected override LeaveGroupResponse WithoutLeader(LeaveGroupRequest request, short version) =>
        new() { ErrorCode = ErrorCode.CoordinatorLoadInProgress };
}
