using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// OffsetFetch: 1–10. 2: all topics, an error for the group. 5: leader epoch. 7: require stable, always honoured. 8: several groups.
/// 10: topics by id alone. Deviation: offsets of a deleted topic are gone at once, also where they are asked for by name.
/// </summary>
public sealed class OffsetFetchHandler(ILeaderGateway leader) : ForwardingHandler<OffsetFetchRequest, OffsetFetchResponse>(leader)
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
