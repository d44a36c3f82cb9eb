using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// OffsetCommit: 2–10. Versions 2 to 4 carry the client's own retention time. Version 7 adds static members (KIP-345), version 9
/// GROUP_ID_NOT_FOUND (KIP-848). Version 10 names topics by id alone (KIP-848). As in Kafka, a commit whose records together are larger
/// than message.max.bytes gets UNKNOWN_SERVER_ERROR.
/// Deviations:
/// - A commit beyond the cluster's limits on groups or group memory gets INVALID_COMMIT_OFFSET_SIZE.
/// - While too many bytes of commits wait for the journal, a commit gets COORDINATOR_LOAD_IN_PROGRESS.
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
