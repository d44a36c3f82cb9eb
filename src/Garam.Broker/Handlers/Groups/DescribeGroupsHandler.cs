using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeGroups;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// DescribeGroups: 0–6. Version 3 adds authorized operations: all of them, until there are access rules. Version 6 adds GROUP_ID_NOT_FOUND
/// (KIP-1043).
/// Deviation: a group that a request names twice is answered once, because an answer may be 100,000 times as long as the group's name.
/// </summary>
public sealed class DescribeGroupsHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<DescribeGroupsRequest, DescribeGroupsResponse>(leader, budget)
{
    protected override DescribeGroupsResponse WithoutLeader(DescribeGroupsRequest request, short version) =>
        new()
        {
            Groups = Array.ConvertAll(request.Groups, groupId => new DescribeGroupsResponse.DescribedGroup { GroupId = groupId, ErrorCode = ErrorCode.CoordinatorLoadInProgress }),
        };
}
