using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Records.Consuming;

/// <summary>Where records come from: partitions that were asked for, or what a group gives. Leaving a group is its disposal.</summary>
internal interface IRecordSource : IAsyncDisposable
{
    /// <summary>What is being read at the moment.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>False while a group is dividing its partitions.</summary>
    bool IsJoined { get; }

    /// <summary>The next offset, if it is known yet.</summary>
    long? PositionOf(TopicPartition partition);

    /// <summary>What is there, or what comes within a moment.</summary>
    ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation);

    /// <summary>Nothing more is wanted of it.</summary>
    void Finish(TopicPartition partition);

    /// <summary>Everything before these offsets has been written out.</summary>
    void Settle(IReadOnlyDictionary<TopicPartition, long> offsets);

    /// <summary>Nothing more will be settled. <paramref name="isWhole"/>: everything that was asked for is written.</summary>
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
