using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// SyncGroup: 0–5. Version 3 adds static members (KIP-345). Version 5 compares the protocol type and name with the group's (KIP-559).
/// Without a leader the answer is REBALANCE_IN_PROGRESS, as in Kafka while a coordinator loads, because clients treat other errors as
/// final. As in Kafka, a generation whose record is larger than message.max.bytes gets UNKNOWN_SERVER_ERROR; so does one beyond the memory
/// of all groups. No deviations.
/// </summary>
public sealed class SyncGroupHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<SyncGroupRequest, SyncGroupResponse>(leader, budget)
{
    protected override SyncGroupResponse WithoutLeader(SyncGroupRequest request, short version) =>
        new() { ErrorCode = ErrorCode.RebalanceInProgress };
}
