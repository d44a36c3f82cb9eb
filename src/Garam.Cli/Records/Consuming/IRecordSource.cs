using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Records.Consuming;

/// <summary>A source of records: the requested partitions, or those that a group assigns. Disposal leaves the group.</summary>
internal interface IRecordSource : IAsyncDisposable
{
    /// <summary>The partitions that it reads now.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>False while a group is dividing its partitions.</summary>
    bool IsJoined { get; }

    /// <summary>Returns the next offset; null if it is not known yet.</summary>
    long? PositionOf(TopicPartition partition);

    /// <summary>Returns the records that are ready, or that arrive within a moment.</summary>
    ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation);

    /// <summary>Stops reading a partition.</summary>
    void Finish(TopicPartition partition);

    /// <summary>Notes that every record before these offsets is printed.</summary>
    void Settle(IReadOnlyDictionary<TopicPartition, long> offsets);

    /// <summary>Ends the reading. <paramref name="isWhole"/> says that every requested record is printed.</summary>
    ValueTask CompleteAsync(bool isWhole, CancellationToken cancellation);
}

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
