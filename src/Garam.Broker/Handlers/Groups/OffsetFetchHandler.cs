using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// OffsetFetch: 1–10. Version 2 adds all topics and an error for the group, version 5 the leader epoch, version 8 several groups. Version 7
/// adds "require stable", which is always honoured (KIP-447). Version 10 names topics by id alone (KIP-848).
/// Deviations:
/// - The offsets of a deleted topic are gone at once, even if the request names the topic.
/// - A group, topic or partition that a request names twice is answered once, because an answer may be a thousand times as long as its
///   question.
/// - A request for more than 200,000 partitions is refused with INVALID_REQUEST.
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
