using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;
using Garam.Protocol.Records;

namespace Garam.Broker.Handlers.ListOffsets;

/// <summary>
/// ListOffsets: 1–11, with all special timestamps. By time it is exact to the record, also inside compressed batches. Deviations:
/// the leader confirms every answer; nothing is tiered from Kafka's point of view, so the earliest local offset is the earliest and the
/// tiered ones are -1, as in a Kafka without tiered storage; a batch that decompresses to more than
/// <see cref="FetchOptions.DecompressedBytesMax"/> is MESSAGE_TOO_LARGE.
/// </summary>
public sealed class ListOffsetsHandler(LeaderReads leader, Replica replica, OffsetSearch search)
    : RequestHandler<ListOffsetsRequest, ListOffsetsResponse>
{
    protected override async ValueTask<ListOffsetsResponse> HandleAsync(
        RequestContext context, ListOffsetsRequest request, CancellationToken cancellation)
    {
        var isConfirmed = await leader.TryCatchUpAsync(cancellation);
        var topics = new ListOffsetsResponse.ListOffsetsTopicResponse[request.Topics.Length];
        for (var i = 0; i < topics.Length; i++)
        {
            var partitions = new ListOffsetsResponse.ListOffsetsPartitionResponse[request.Topics[i].Partitions.Length];
            for (var j = 0; j < partitions.Length; j++)
            {
                var query = new Query(request.Topics[i].Name, request.Topics[i].Partitions[j], request.IsolationLevel == IsolationLevels.ReadCommitted, context.Version);
                partitions[j] = isConfirmed ? await AnswerAsync(query, cancellation) : query.Refuse(ErrorCode.NotLeaderOrFollower);
            }

            topics[i] = new() { Name = request.Topics[i].Name, Partitions = partitions };
        }

        return new ListOffsetsResponse { Topics = topics };
    }

    private async ValueTask<ListOffsetsResponse.ListOffsetsPartitionResponse> AnswerAsync(Query query, CancellationToken cancellation)
    {
        if (!OffsetTimestamps.AreServed(query.Timestamp, query.Version))
        {
            return query.Refuse(ErrorCode.UnsupportedVersion);
        }

        var (partition, log) = replica.Read(query, static (state, wanted) => Find(state, wanted));
        if (log is null)
        {
            return query.Refuse(ErrorCode.UnknownTopicOrPartition);
        }

        if (query.Wanted.CurrentLeaderEpoch > LeaderEpochs.Constant)
        {
            return query.Refuse(ErrorCode.UnknownLeaderEpoch);
        }

        return query.Timestamp switch
        {
            OffsetTimestamps.Latest => query.Answer(query.IsReadCommitted ? log.LastStableOffset : log.HighWatermark),
            OffsetTimestamps.Earliest or OffsetTimestamps.EarliestLocal => query.Answer(log.LogStartOffset),
            OffsetTimestamps.LatestTiered or OffsetTimestamps.EarliestPendingUpload => query.Nothing(),
            OffsetTimestamps.Max => query.Answer(await search.FindMaxAsync(partition, cancellation)),
            _ => query.Answer(await search.FindFirstAsync(partition, query.Timestamp, cancellation)),
        };
    }

    private static (TopicPartition Partition, PartitionState? Log) Find(ClusterState state, Query query)
    {
        if (!state.Topics.TryGet(query.Topic, out var topic))
        {
            return default;
        }

        var partition = new TopicPartition(topic.Id, query.Wanted.PartitionIndex);
        return (partition, state.Topics.TryGetPartition(partition, out var log) ? log : null);
    }

    private readonly record struct Query(
        string Topic, ListOffsetsRequest.ListOffsetsPartition Wanted, bool IsReadCommitted, short Version)
    {
        public long Timestamp => Wanted.Timestamp;

        public ListOffsetsResponse.ListOffsetsPartitionResponse Refuse(ErrorCode error) =>
            new() { PartitionIndex = Wanted.PartitionIndex, ErrorCode = error };

        public ListOffsetsResponse.ListOffsetsPartitionResponse Nothing() => new() { PartitionIndex = Wanted.PartitionIndex };

        public ListOffsetsResponse.ListOffsetsPartitionResponse Answer(long offset, long timestampMs = RecordBatchLayout.NoTimestamp) =>
            new() { PartitionIndex = Wanted.PartitionIndex, Offset = offset, Timestamp = timestampMs, LeaderEpoch = LeaderEpochs.Constant };

        public ListOffsetsResponse.ListOffsetsPartitionResponse Answer(OffsetFinding finding) => finding switch
        {
            { Error: not ErrorCode.None } => Refuse(finding.Error),
            { Found: { } found } => Answer(found.Offset, found.TimestampMs),
            _ => Nothing(),
        };
    }
}
