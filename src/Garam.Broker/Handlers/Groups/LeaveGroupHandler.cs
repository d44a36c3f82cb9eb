using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.LeaveGroup;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// LeaveGroup: 0–5. 3: several members in one request, static ones by instance id alone. 5: reason (KIP-800), not kept.
/// No deviations.
/// </summary>
public sealed class LeaveGroupHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<LeaveGroupRequest, LeaveGroupResponse>(leader, budget)
{
    protected override LeaveGroupResponse WithoutLeader(LeaveGroupRequest request, short version) =>
        new() { ErrorCode = ErrorCode.CoordinatorLoadInProgress };
}
