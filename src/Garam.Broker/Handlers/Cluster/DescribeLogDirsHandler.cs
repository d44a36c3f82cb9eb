using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Topics;
using Garam.Protocol.Messages.DescribeLogDirs;

namespace Garam.Broker.Handlers.Cluster;

/// <summary>
/// DescribeLogDirs: 1–5. Deviations: the store is the only log directory and every agent shows all of it; its total and usable bytes are
/// unknown (-1), because an object store has no such numbers; nothing lags and nothing is being moved.
/// </summary>
public sealed class DescribeLogDirsHandler(Replica replica, string storeName) : RequestHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    protected override ValueTask<DescribeLogDirsResponse> HandleAsync(RequestContext context, DescribeLogDirsRequest request, CancellationToken cancellation)
    {
        var topics = replica.Read(request, static (state, query) => Answer(state, query));
        return ValueTask.FromResult(new DescribeLogDirsResponse { Results = [new() { LogDir = storeName, Topics = topics }] });
    }

    private static DescribeLogDirsResponse.DescribeLogDirsTopic[] Answer(ClusterState state, DescribeLogDirsRequest request) => request.Topics is null
        ? [.. state.Topics.OrderedByName().Select(topic => Describe(state, topic, Enumerable.Range(0, topic.Partitions)))]
        : [.. from asked in request.Topics
              let topic = state.Topics.TryGet(asked.Topic, out var found) ? found : null
              where topic is not null
              select Describe(state, topic, asked.Partitions.Where(partition => partition >= 0 && partition < topic.Partitions))];

    private static DescribeLogDirsResponse.DescribeLogDirsTopic Describe(ClusterState state, TopicState topic, IEnumerable<int> partitions) => new()
    {
        Name = topic.Name,
        Partitions = [.. partitions.Select(partition => new DescribeLogDirsResponse.DescribeLogDirsPartition
        {
            PartitionIndex = partition,
            PartitionSize = state.Topics.TryGetPartition(new TopicPartition(topic.Id, partition), out var found) ? found.SizeBytes : 0,
        })],
    };
}
