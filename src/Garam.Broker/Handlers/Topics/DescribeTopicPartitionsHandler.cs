using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeTopicPartitions;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// DescribeTopicPartitions: 0 (KIP-966), paged by partitions. Deviations as for Metadata: the virtual leader is the only replica; the
/// lists of eligible leaders are empty, never null, because Kafka's 3.9 admin client throws on null.
/// </summary>
public sealed class DescribeTopicPartitionsHandler(Replica replica) : RequestHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    /// <summary>Kafka's max.request.partition.size.limit.</summary>
    private const int PartitionsMax = 2_000;

    protected override ValueTask<DescribeTopicPartitionsResponse> HandleAsync(RequestContext context, DescribeTopicPartitionsRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(replica.Read(request, static (state, query) => Answer(state, query)));

    private static DescribeTopicPartitionsResponse Answer(ClusterState state, DescribeTopicPartitionsRequest request)
    {
        var view = ClusterView.Of(state);
        var room = Math.Clamp(request.ResponsePartitionLimit, 1, PartitionsMax);
        var described = new List<DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic>();
        DescribeTopicPartitionsResponse.Cursor? next = null;
        foreach (var name in Names(state, request))
        {
            var first = name == request.Cursor?.TopicName ? Math.Max(0, request.Cursor.PartitionIndex) : 0;
            if (room == 0)
            {
                next = new() { TopicName = name, PartitionIndex = first };
                break;
            }

            if (!state.Topics.TryGet(name, out var topic))
            {
                var error = TopicName.Fault(name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException;
                described.Add(new() { ErrorCode = error, Name = name });
                continue;
            }

            var count = Math.Clamp(topic.Partitions - first, 0, room);
            room -= count;
            described.Add(Describe(view, topic, first, count));
            if (first + count < topic.Partitions)
            {
                next = new() { TopicName = name, PartitionIndex = first + count };
                break;
            }
        }

        return new DescribeTopicPartitionsResponse { Topics = [.. described], NextCursor = next };
    }

    /// <summary>In the order of their names, from the cursor on; all topics when none are named.</summary>
    private static IEnumerable<string> Names(ClusterState state, DescribeTopicPartitionsRequest request)
    {
        var from = request.Cursor?.TopicName ?? "";
        return request.Topics.Length == 0
            ? state.Topics.OrderedByName(from).Select(topic => topic.Name)
            : request.Topics.Select(topic => topic.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(name => string.CompareOrdinal(name, from) >= 0);
    }

    private static DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic Describe(ClusterView view, TopicState topic, int first, int count) => new()
    {
        Name = topic.Name,
        TopicId = topic.Id,
        Partitions = [.. Enumerable.Range(first, count).Select(partition => DescribePartition(view, topic, partition))],
    };

    private static DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition DescribePartition(ClusterView view, TopicState topic, int partition)
    {
        var leadership = view.LeadershipOf(topic, partition);
        return new()
        {
            ErrorCode = leadership.Error,
            PartitionIndex = partition,
            LeaderId = leadership.LeaderId,
            LeaderEpoch = 0,
            ReplicaNodes = leadership.Replicas,
            IsrNodes = leadership.Replicas,
            EligibleLeaderReplicas = [],
            LastKnownElr = [],
        };
    }
}
