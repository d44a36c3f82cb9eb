using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.ListGroups;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// ListGroups: 0–5. Version 4 filters by state (KIP-518), version 5 by type (KIP-848). All groups are classic ones. No deviations.
/// </summary>
public sealed class ListGroupsHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<ListGroupsRequest, ListGroupsResponse>(leader, budget)
{
    protected override ListGroupsResponse WithoutLeader(ListGroupsRequest request, short version) =>
        new() { ErrorCode = ErrorCode.CoordinatorLoadInProgress };
}
