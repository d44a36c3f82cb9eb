using Garam.Broker.Leader;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.ReadPath.Times;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;
using Garam.Protocol.Records;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.ListOffsets;

/// <summary>
/// ListOffsets: 1–11, with all special timestamps. A search by time is exact to the record, even inside compressed batches.
/// Deviations:
/// - The leader confirms every answer.
/// - Nothing is tiered from Kafka's point of view. The earliest local offset is the earliest one and the tiered offsets are -1, as in a
///   Kafka without tiered storage.
/// - A batch that decompresses to more than <see cref="FetchOptions.DecompressedBytesMax"/> is answered with MESSAGE_TOO_LARGE.
/// - A client that has more than <see cref="FetchOptions.SearchBytesBurst"/> decompressed waits for its answers.
/// - Compressed batches are stored unread. A batch with a record later than the latest time in its header is found only up to the header's
///   time. A batch whose header names no latest time, or an impossible one, is opened.
/// - The record with the latest time (-3) is never one before the log's start. Kafka can name one.
/// - An unknown isolation level counts as read_uncommitted. Kafka answers UNKNOWN_SERVER_ERROR.
/// </summary>
public sealed class ListOffsetsHandler(LeaderReads leader, Replica replica, OffsetSearch search)
    : RequestHandler<ListOffsetsRequest, ListOffsetsResponse>
{
    protected override async ValueTask<ListOffsetsResponse> HandleAsync(
        RequestContext context, ListOffsetsRequest request, CancellationToken cancellation)
    {
        var isConfirmed = await leader.TryCatchUpAsync(cancellation);
        var topics = new OrderedDictionary<string, List<ListOffsetsResponse.ListOffsetsPartitionResponse>>(StringComparer.Ordinal);
        foreach (var (query, isRepeated) in QueriesOf(context, request))
        {
            var answer = isRepeated ? query.Refuse(ErrorCode.InvalidRequest)
                : isConfirmed ? await AnswerAsync(context.Connection, query, cancellation)
                : query.Refuse(ErrorCode.NotLeaderOrFollower);
            if (!topics.TryGetValue(query.Topic, out var partitions))
            {
                topics.Add(query.Topic, partitions = []);
            }

            partitions.Add(answer);
        }

        return new ListOffsetsResponse
        {
            Topics = [.. topics.Select(
                static topic => new ListOffsetsResponse.ListOffsetsTopicResponse { Name = topic.Key, Partitions = [.. topic.Value] })],
        };
    }

    /// <summary>
    /// Each partition once, because a request may name one as often as it likes: as Kafka does, such a partition is refused.
    /// </summary>
    private static OrderedDictionary<(string Topic, int Partition), (Query Query, bool IsRepeated)>.ValueCollection QueriesOf(
        RequestContext context, ListOffsetsRequest request)
    {
        var isReadCommitted = request.IsolationLevel == IsolationLevels.ReadCommitted;
        var queries = new OrderedDictionary<(string Topic, int Partition), (Query Query, bool IsRepeated)>();
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var query = new Query(topic.Name, partition, isReadCommitted, context.Version);
                if (!queries.TryAdd((topic.Name, partition.PartitionIndex), (query, false)))
                {
                    queries[(topic.Name, partition.PartitionIndex)] = (query, true);
                }
            }
        }

        return queries.Values;
    }

    private async ValueTask<ListOffsetsResponse.ListOffsetsPartitionResponse> AnswerAsync(
        FrameConnection client, Query query, CancellationToken cancellation)
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

        if (LeaderEpochs.FaultOf(query.Wanted.CurrentLeaderEpoch) is var fault && fault != ErrorCode.None)
        {
            return query.Refuse(fault);
        }

        return query.Timestamp switch
        {
            OffsetTimestamps.Latest => query.Answer(query.IsReadCommitted ? log.LastStableOffset : log.HighWatermark),
            OffsetTimestamps.Earliest or OffsetTimestamps.EarliestLocal => query.Answer(log.LogStartOffset),
            OffsetTimestamps.LatestTiered or OffsetTimestamps.EarliestPendingUpload => query.Nothing(),
            OffsetTimestamps.Max => query.Answer(await search.FindMaxAsync(client, partition, cancellation)),
            _ => query.Answer(await search.FindFirstAsync(client, partition, query.Timestamp, cancellation)),
        };
    }

    private static (TopicPartition Partition, PartitionLog? Log) Find(ClusterState state, Query query)
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

/// <summary>The timestamps below zero that stand for a position, and the versions that know them.</summary>
internal static class OffsetTimestamps
{
    public const long Latest = -1;
    public const long Earliest = -2;
    public const long Max = -3;
    public const long EarliestLocal = -4;
    public const long LatestTiered = -5;
    public const long EarliestPendingUpload = -6;

    public static bool AreServed(long timestamp, short version) => timestamp switch
    {
        >= 0 or Latest or Earliest => true,
        Max => version >= 7, // KIP-734
        EarliestLocal => version >= 8, // KIP-405
        LatestTiered => version >= 9, // KIP-1005
        EarliestPendingUpload => version >= 11, // KIP-1023
        _ => false,
    };
}
