using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// OffsetCommit: 2–10. 2–4: a retention of the client's own. 7: static members. 9: GROUP_ID_NOT_FOUND. 10: topics by id alone.
/// As in Kafka, a commit whose records are larger than message.max.bytes together gets UNKNOWN_SERVER_ERROR. Deviations: a commit beyond the
/// cluster's limits on groups or group memory gets INVALID_COMMIT_OFFSET_SIZE, and COORDINATOR_LOAD_IN_PROGRESS while too many bytes of
/// commits wait for the journal.
/// </summary>
public sealed class OffsetCommitHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<OffsetCommitRequest, OffsetCommitResponse>(leader, budget)
{
    protected override OffsetCommitResponse WithoutLeader(OffsetCommitRequest request, short version) =>
        new()
        {
            Topics = Array.ConvertAll(request.Topics, topic => new OffsetCommitResponse.OffsetCommitResponseTopic
            {
                Name = topic.Name,
                TopicId = topic.TopicId,
                Partitions = Array.ConvertAll(topic.Partitions, partition => new OffsetCommitResponse.OffsetCommitResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = ErrorCode.CoordinatorLoadInProgress,
                }),
            }),
        };
}
