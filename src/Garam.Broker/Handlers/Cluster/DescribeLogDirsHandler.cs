using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol.Messages.DescribeLogDirs;

namespace Garam.Broker.Handlers.Cluster;

/// <summary>
/// DescribeLogDirs: 1–5.
/// Deviations:
/// - The store is the only log directory, and every agent shows all of it.
/// - Its total and usable bytes are unknown (-1), because an object store has no such numbers.
/// - No partition lags or is being moved.
/// </summary>
public sealed class DescribeLogDirsHandler(Replica replica, string storeName)
    : RequestHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    protected override ValueTask<DescribeLogDirsResponse> HandleAsync(
        RequestContext context, DescribeLogDirsRequest request, CancellationToken cancellation)
    {
        var (topics, partitions) = replica.Read(
            request.Topics, static (state, asked) => (Find(state, asked), state.Topics.CapturePartitions()));
        var described = topics.Select(topic => new DescribeLogDirsResponse.DescribeLogDirsTopic
        {
            Name = topic.State.Name,
            Partitions = [.. topic.Partitions.Select(partition => new DescribeLogDirsResponse.DescribeLogDirsPartition
            {
                PartitionIndex = partition,
                PartitionSize = partitions.GetValueOrDefault(new TopicPartition(topic.State.Id, partition))?.SizeBytes ?? 0,
            })],
        });
        return ValueTask.FromResult(new DescribeLogDirsResponse { Results = [new() { LogDir = storeName, Topics = [.. described] }] });
    }

    /// <summary>
    /// Finds the requested topics and partitions that exist, each once as in Kafka. The caller holds the replica's lock, so nothing is
    /// built here yet.
    /// </summary>
    private static IEnumerable<(TopicState State, IEnumerable<int> Partitions)> Find(
        ClusterState state, DescribeLogDirsRequest.DescribableLogDirTopic[]? asked)
    {
        if (asked is null)
        {
            var all = state.Topics.CaptureTopics();
            return all.Values
                .OrderBy(topic => topic.Name, StringComparer.Ordinal)
                .Select(topic => (topic, Enumerable.Range(0, topic.Partitions)));
        }

        var found = Array.ConvertAll(asked, topic => state.Topics.TryGet(topic.Topic, out var known) ? known : null);
        return asked.Zip(found)
            .Where(topic => topic.Second is not null)
            .GroupBy(topic => topic.Second!.Id)
            .Select(same => (same.First().Second!, Existing(same.First().Second!, same.SelectMany(topic => topic.First.Partitions))));
    }

    private static IEnumerable<int> Existing(TopicState topic, IEnumerable<int> partitions) =>
        partitions.Where(partition => partition >= 0 && partition < topic.Partitions).Distinct();
}
