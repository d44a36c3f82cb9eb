using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// OffsetFetch: 1–10. 2: all topics, an error for the group. 5: leader epoch. 7: require stable, always honoured. 8: several groups.
/// 10: topics by id alone. Deviations: offsets of a deleted topic are gone at once, also where they are asked for by name; a group, topic or
/// partition that one request names twice is answered once, because answers may be a thousand times as long as their questions; more
/// than 200,000 partitions in one request are refused with INVALID_REQUEST.
/// </summary>
public sealed class OffsetFetchHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<OffsetFetchRequest, OffsetFetchResponse>(leader, budget)
{
    protected override OffsetFetchResponse WithoutLeader(OffsetFetchRequest request, short version) =>
        new()
        {
            ErrorCode = ErrorCode.CoordinatorLoadInProgress,
            Topics = Array.ConvertAll(request.Topics ?? [], topic => new OffsetFetchResponse.OffsetFetchResponseTopic
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(topic.PartitionIndexes, index => new OffsetFetchResponse.OffsetFetchResponsePartition
                {
                    PartitionIndex = index,
                    CommittedOffset = -1,
                    ErrorCode = ErrorCode.CoordinatorLoadInProgress,
                }),
            }),
            Groups = Array.ConvertAll(request.Groups, group => new OffsetFetchResponse.OffsetFetchResponseGroup
            {
                GroupId = group.GroupId,
                ErrorCode = ErrorCode.CoordinatorLoadInProgress,
            }),
        };
}
