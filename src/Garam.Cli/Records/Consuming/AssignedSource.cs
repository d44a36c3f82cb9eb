using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Records.Consuming;

/// <summary>Reads partitions without a group. Owns the client.</summary>
internal sealed class AssignedSource : IRecordSource
{
    private readonly ClusterClient _client;
    private readonly PartitionConsumer _consumer;

    public AssignedSource(ClusterClient client, ConsumerOptions options, IReadOnlyDictionary<TopicPartition, long> starts)
    {
        (_client, _consumer) = (client, new PartitionConsumer(client, options));
        foreach (var (partition, offset) in starts)
        {
            _consumer.Assign(partition, offset);
        }
    }

    public IReadOnlyCollection<TopicPartition> Assignment => _consumer.Assignment;

    public bool IsJoined => true;

    public long? PositionOf(TopicPartition partition) => _consumer.PositionOf(partition);

    public ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation) => _consumer.PollAsync(cancellation);

    public void Finish(TopicPartition partition) => _consumer.Unassign(partition);

    public void Settle(IReadOnlyDictionary<TopicPartition, long> offsets)
    {
    }

    public ValueTask CompleteAsync(bool isWhole, CancellationToken cancellation) => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await _client.DisposeAsync();
    }
}
