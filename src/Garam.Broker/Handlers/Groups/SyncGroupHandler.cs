using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// SyncGroup: 0–5. 3: static members. 5: protocol type and name are compared with the group's (KIP-559).
/// Without a leader it says that a rebalance is under way, as Kafka does while it loads: clients take other errors as final here. As in
/// Kafka, a generation whose record is larger than message.max.bytes gets UNKNOWN_SERVER_ERROR; so does one beyond the memory of all groups.
/// No deviations.
/// </summary>
public sealed class SyncGroupHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<SyncGroupRequest, SyncGroupResponse>(leader, budget)
{
    protected override SyncGroupResponse WithoutLeader(SyncGroupRequest request, short version) =>
        new() { ErrorCode = ErrorCode.RebalanceInProgress };
}
