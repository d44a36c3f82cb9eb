using Garam.Broker.Leader;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetForLeaderEpoch;

namespace Garam.Broker.Handlers.OffsetForLeaderEpoch;

/// <summary>
/// OffsetForLeaderEpoch: 2–4.
/// Deviation: there is one epoch, which ends at the high watermark that the leader confirms, so no client ever finds that its log diverges.
/// Other epochs are answered as in a Kafka whose partition never changed its leader.
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
        var (start, end) = replica.Read((topic, partition.Partition), static (state, key) =>
            state.Topics.TryGet(key.topic, out var found)
                && state.Topics.TryGetPartition(new TopicPartition(found.Id, key.Partition), out var log)
                ? (log.LogStartOffset, log.HighWatermark)
                : (-1, -1));
        if (end < 0)
        {
            return Refuse(partition.Partition, ErrorCode.UnknownTopicOrPartition);
        }

        if (LeaderEpochs.FaultOf(partition.CurrentLeaderEpoch) is var fault && fault != ErrorCode.None)
        {
            return Refuse(partition.Partition, fault);
        }

        return partition.LeaderEpoch switch
        {
            LeaderEpochs.Constant => new() { Partition = partition.Partition, LeaderEpoch = LeaderEpochs.Constant, EndOffset = end },

            // An epoch before the first one ended where the first one begins.
            < -1 => new() { Partition = partition.Partition, LeaderEpoch = partition.LeaderEpoch, EndOffset = start },
            _ => new() { Partition = partition.Partition },
        };
    }

    private static OffsetForLeaderEpochResponse.EpochEndOffset Refuse(int partition, ErrorCode error) =>
        new() { Partition = partition, ErrorCode = error };
}
