using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;

namespace Garam.Broker.Handlers.Groups;

/// <summary>DeleteGroups: 0–2. No deviations.</summary>
public sealed class DeleteGroupsHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<DeleteGroupsRequest, DeleteGroupsResponse>(leader, budget)
{
    protected override DeleteGroupsResponse WithoutLeader(DeleteGroupsRequest request, short version) =>
        new()
        {
            Results = Array.ConvertAll(request.GroupsNames, groupId => new DeleteGroupsResponse.DeletableGroupResult { GroupId = groupId, ErrorCode = ErrorCode.CoordinatorLoadInProgress }),
        };
}
