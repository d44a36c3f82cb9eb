using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetForLeaderEpoch;

namespace Garam.Broker.Handlers.OffsetForLeaderEpoch;

/// <summary>
/// OffsetForLeaderEpoch: 2–4. Deviation: there is one epoch, which ends at the high watermark, confirmed by the leader: so no client ever
/// finds that its log diverges. Later epochs than that are answered "unknown" as in Kafka.
/// </summary>
public sealed class OffsetForLeaderEpochHandler(LeaderReads leader, Replica replica)
    : RequestHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>
{
    protected override async ValueTask<OffsetForLeaderEpochResponse> HandleAsync(
        RequestContext context, OffsetForLeaderEpochRequest request, CancellationToken cancellation)
    {
        var isConfirmed = await leader.TryCatchUpAsync(cancellation);
        return new OffsetForLeaderEpochResponse
        {
            Topics = Array.ConvertAll(request.Topics, topic => new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult
            {
                Topic = topic.Topic,
                Partitions = Array.ConvertAll(topic.Partitions, partition => isConfirmed
                    ? Answer(topic.Topic, partition)
                    : Refuse(partition.Partition, ErrorCode.NotLeaderOrFollower)),
            }),
        };
    }

    private OffsetForLeaderEpochResponse.EpochEndOffset Answer(
        string topic, OffsetForLeaderEpochRequest.OffsetForLeaderPartition partition)
    {
        if (partition.CurrentLeaderEpoch > LeaderEpochs.Constant)
        {
            return Refuse(partition.Partition, ErrorCode.UnknownLeaderEpoch);
        }

        var end = replica.Read((topic, partition.Partition), static (state, key) =>
            state.Topics.TryGet(key.topic, out var found) && state.Topics.TryGetPartition(new TopicPartition(found.Id, key.Partition), out var log)
                ? log.HighWatermark
                : -1);
        if (end < 0)
        {
            return Refuse(partition.Partition, ErrorCode.UnknownTopicOrPartition);
        }

        return partition.LeaderEpoch == LeaderEpochs.Constant
            ? new() { Partition = partition.Partition, LeaderEpoch = LeaderEpochs.Constant, EndOffset = end }
            : new() { Partition = partition.Partition };
    }

    private static OffsetForLeaderEpochResponse.EpochEndOffset Refuse(int partition, ErrorCode error) =>
        new() { Partition = partition, ErrorCode = error };
}
