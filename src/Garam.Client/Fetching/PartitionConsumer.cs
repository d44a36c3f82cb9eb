using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Retries;

namespace Garam.Client.Fetching;

/// <summary>
/// Reads assigned partitions from their positions on. One caller at a time; it has no loop of its own, so nothing is fetched between
/// polls. Borrows a client that it does not share: a parked fetch holds up what is behind it.
/// </summary>
public sealed class PartitionConsumer(ClusterClient client, ConsumerOptions options)
{
    private readonly SortedDictionary<TopicPartition, PartitionPosition> _positions = [];
    private int _failures;

    public IReadOnlyCollection<TopicPartition> Assignment => _positions.Keys;

    /// <summary>Begins at <paramref name="offset"/>, or where the reset policy says.</summary>
    public void Assign(TopicPartition partition, long? offset) => _positions[partition] = new PartitionPosition(default, offset);

    public void Unassign(TopicPartition partition) => _positions.Remove(partition);

    /// <summary>The next offset, if it is known yet.</summary>
    public long? PositionOf(TopicPartition partition) => _positions.TryGetValue(partition, out var position) ? position.Offset : null;

    /// <summary>
    /// What is there, or what comes within the fetch wait. Faults that may pass by themselves cost a pause and give nothing; positions
    /// move on with what is returned.
    /// </summary>
    /// <exception cref="KafkaException">A broker refuses for good.</exception>
    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation)
    {
        if (_positions.Count == 0)
        {
            await PauseAsync(options.FetchWaitMax, cancellation);
            return [];
        }

        try
        {
            var metadata = await client.GetMetadataAsync(_positions.Keys.Select(static partition => partition.Topic).Distinct());
            ForgetRecreated(metadata);
            await ResolveAsync(metadata, cancellation);
            return await FetchAsync(metadata, cancellation);
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            await PauseAsync(client.Retries.DelayAfter(++_failures), cancellation);
            return [];
        }
    }

    /// <summary>Offsets of a deleted topic mean nothing in one that was created later under its name.</summary>
    private void ForgetRecreated(ClusterMetadata metadata)
    {
        foreach (var (partition, position) in _positions.ToList())
        {
            if (metadata.Topics.TryGetValue(partition.Topic, out var topic) && topic.Id != position.TopicId)
            {
                _positions[partition] = new PartitionPosition(topic.Id, position.TopicId.IsZero ? position.Offset : null);
            }
        }
    }

    private async ValueTask ResolveAsync(ClusterMetadata metadata, CancellationToken cancellation)
    {
        foreach (var (partition, position) in _positions.ToList())
        {
            if (position.Offset is null && metadata.LeaderOf(partition) is not null)
            {
                _positions[partition] = position with { Offset = await OffsetLookup.FindAsync(client, partition, options.Reset, cancellation) };
            }
        }
    }

    private async ValueTask<IReadOnlyList<FetchedPartition>> FetchAsync(ClusterMetadata metadata, CancellationToken cancellation)
    {
        var calls = Plan(metadata).Select(plan => FetchAsync(plan.Key, metadata, plan.Value, cancellation)).ToList();
        var isFaulty = calls.Count == 0;
        List<FetchedPartition> fetched = [];
        foreach (var call in calls)
        {
            var (partitions, isCallFaulty) = await call;
            isFaulty |= isCallFaulty;
            fetched.AddRange(partitions);
        }

        _failures = isFaulty ? _failures + 1 : 0;
        if (isFaulty && fetched.Count == 0)
        {
            client.InvalidateMetadata();
            await PauseAsync(client.Retries.DelayAfter(_failures), cancellation);
        }

        return fetched;
    }

    private async Task<(List<FetchedPartition> Fetched, bool IsFaulty)> FetchAsync(
        BrokerAddress leader, ClusterMetadata metadata, SortedDictionary<TopicPartition, long> offsets, CancellationToken cancellation)
    {
        try
        {
            var exchange = new FetchExchange(client, options, metadata, offsets);
            var fetched = await exchange.CallAsync(leader, cancellation);
            foreach (var partition in fetched)
            {
                Move(partition.Partition, partition.NextOffset);
            }

            foreach (var partition in exchange.OutOfRange)
            {
                Move(partition, null);
            }

            return (fetched, exchange.HasRetriableFault);
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            return ([], true);
        }
    }

    /// <summary>Which broker is asked for what. Partitions without a leader or a position wait for the next poll.</summary>
    private SortedDictionary<BrokerAddress, SortedDictionary<TopicPartition, long>> Plan(ClusterMetadata metadata)
    {
        var plan = new SortedDictionary<BrokerAddress, SortedDictionary<TopicPartition, long>>(
            Comparer<BrokerAddress>.Create(static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString())));
        foreach (var (partition, position) in _positions)
        {
            if (position.Offset is { } offset && metadata.LeaderOf(partition) is { } leader)
            {
                if (!plan.TryGetValue(leader, out var offsets))
                {
                    plan[leader] = offsets = [];
                }

                offsets.Add(partition, offset);
            }
        }

        return plan;
    }

    private void Move(TopicPartition partition, long? offset)
    {
        if (_positions.TryGetValue(partition, out var position))
        {
            _positions[partition] = position with { Offset = offset };
        }
    }

    private async ValueTask PauseAsync(TimeSpan delay, CancellationToken cancellation) => await Task.Delay(delay, client.Time, cancellation);
}
