using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeTopicPartitions;
using Described = Garam.Protocol.Messages.DescribeTopicPartitions.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// DescribeTopicPartitions: 0 (KIP-966), paged by partitions, with authorized operations.
/// Deviations:
/// - Leaders are virtual and replicas are repeated, as for Metadata.
/// - The lists of eligible leaders are empty, never null, because Kafka's 3.9 admin client throws on null.
/// </summary>
public sealed class DescribeTopicPartitionsHandler(Replica replica)
    : RequestHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    /// <summary>Kafka's max.request.partition.size.limit.</summary>
    private const int PartitionsMax = 2_000;

    protected override ValueTask<DescribeTopicPartitionsResponse> HandleAsync(
        RequestContext context, DescribeTopicPartitionsRequest request, CancellationToken cancellation)
    {
        if (IsCursorWrong(request))
        {
            return ValueTask.FromResult(new DescribeTopicPartitionsResponse
            {
                Topics = Array.ConvertAll(
                    request.Topics, topic => new Described { Name = topic.Name, ErrorCode = ErrorCode.InvalidRequest }),
            });
        }

        // In the order of their names, from the cursor on; all topics when none are named.
        var from = request.Cursor?.TopicName ?? "";
        var names = request.Topics.Length == 0
            ? null
            : request.Topics
                .Select(topic => topic.Name)
                .Distinct(StringComparer.Ordinal)
                .Where(name => string.CompareOrdinal(name, from) >= 0)
                .Order(StringComparer.Ordinal)
                .ToArray();
        var (view, page) = replica.Read((request, names, from), static (state, query) =>
            (ClusterView.Of(state), PageOf(
                state, query.names ?? state.Topics.OrderedByName(query.from).Select(topic => topic.Name), query.request)));
        return ValueTask.FromResult(new DescribeTopicPartitionsResponse
        {
            Topics = [.. page.Topics.Select(topic => Describe(view, topic))],
            NextCursor = page.Next,
        });
    }

    private static bool IsCursorWrong(DescribeTopicPartitionsRequest request) => request.Cursor is { } cursor
        && (cursor.PartitionIndex < 0 || (request.Topics.Length > 0 && !request.Topics.Any(topic => topic.Name == cursor.TopicName)));

    private static Page PageOf(ClusterState state, IEnumerable<string> names, DescribeTopicPartitionsRequest request)
    {
        var room = Math.Clamp(request.ResponsePartitionLimit, 1, PartitionsMax);
        var topics = new List<Part>();
        foreach (var name in names)
        {
            var first = name == request.Cursor?.TopicName ? request.Cursor.PartitionIndex : 0;
            if (room == 0)
            {
                return new Page(topics, new() { TopicName = name, PartitionIndex = first });
            }

            var topic = state.Topics.TryGet(name, out var found) ? found : null;
            var count = Math.Clamp((topic?.Partitions ?? 0) - first, 0, room);
            room -= count;
            topics.Add(new Part(name, topic, first, count));
            if (first + count < topic?.Partitions)
            {
                return new Page(topics, new() { TopicName = name, PartitionIndex = first + count });
            }
        }

        return new Page(topics, null);
    }

    private static Described Describe(ClusterView view, Part part)
    {
        if (part.Topic is not { } topic)
        {
            var error = TopicName.Fault(part.Name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException;
            return new() { ErrorCode = error, Name = part.Name, TopicAuthorizedOperations = AuthorizedOperations.OfTopic };
        }

        return new()
        {
            Name = topic.Name,
            TopicId = topic.Id,
            Partitions = [.. Enumerable.Range(part.First, part.Count).Select(partition => DescribePartition(view, topic, partition))],
            TopicAuthorizedOperations = AuthorizedOperations.OfTopic,
        };
    }

    private static DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition DescribePartition(
        ClusterView view, TopicState topic, int partition)
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

    /// <summary>Some partitions of a topic; none of one that does not exist.</summary>
    private readonly record struct Part(string Name, TopicState? Topic, int First, int Count);

    private readonly record struct Page(IReadOnlyList<Part> Topics, DescribeTopicPartitionsResponse.Cursor? Next);
}
