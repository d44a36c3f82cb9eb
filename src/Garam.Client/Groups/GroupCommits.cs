using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Protocol;

namespace Garam.Client.Groups;

/// <summary>Commits and reads a group's offsets for a member. Used by the member's caller only.</summary>
internal sealed class GroupCommits(ClusterClient client, GroupOptions options, GroupProtocol protocol, PartitionConsumer consumer)
{
    private readonly GroupOffsets _offsets = new(protocol, options);
    private Dictionary<TopicPartition, CommittedOffset> _last = [];
    private long _committedAt = client.Time.GetTimestamp();

    /// <summary>Returns the next offsets of all partitions that have one.</summary>
    public Dictionary<TopicPartition, CommittedOffset> Positions()
    {
        var positions = new Dictionary<TopicPartition, CommittedOffset>();
        foreach (var partition in consumer.Assignment)
        {
            if (consumer.PositionOf(partition) is { } offset)
            {
                positions.Add(partition, new CommittedOffset(offset));
            }
        }

        return positions;
    }

    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> ReadAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation) =>
        client.Retries.RunAsync(cancellation => ReadOnceAsync(partitions, cancellation), cancellation);

    /// <summary>Returns None, or the code that says that the group has moved on.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good, or a topic does not exist: then the offsets of the others are
    /// committed.</exception>
    public async ValueTask<ErrorCode> CommitAsync(
        GroupMembership membership, IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, CancellationToken cancellation)
    {
        if (offsets.Count == 0)
        {
            return ErrorCode.None;
        }

        var code = await client.Retries.RunAsync(cancellation => CommitOnceAsync(membership, offsets, cancellation), cancellation);
        return code is ErrorCode.None or ErrorCode.RebalanceInProgress
            or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId
            ? code
            : throw new KafkaException(code, $"Committing offsets of group '{options.GroupId}'");
    }

    /// <summary>Commits the positions of all partitions. A position in a deleted topic means nothing and is dropped.</summary>
    /// <exception cref="KafkaException">The coordinator refuses for good.</exception>
    public async ValueTask<ErrorCode> CommitPositionsAsync(GroupMembership membership, CancellationToken cancellation)
    {
        try
        {
            return await CommitAsync(membership, Positions(), cancellation);
        }
        catch (KafkaException fault) when (fault.Fault == KafkaFault.TopicNotFound)
        {
            return ErrorCode.None;
        }
    }

    /// <summary>Commits if the interval has passed. A commit that fails is repeated after the next interval.</summary>
    public async ValueTask<ErrorCode> CommitIfDueAsync(GroupMembership membership, CancellationToken cancellation)
    {
        if (options.AutoCommitInterval is not { } interval || client.Time.GetElapsedTime(_committedAt) < interval)
        {
            return ErrorCode.None;
        }

        _committedAt = client.Time.GetTimestamp();
        return await TryCommitAsync(membership, cancellation);
    }

    /// <summary>Commits before partitions are given up, if the options ask for commits.</summary>
    public async ValueTask CommitForRevocationAsync(GroupMembership membership, CancellationToken cancellation)
    {
        if (options.AutoCommitInterval is not null)
        {
            _ = await TryCommitAsync(membership, cancellation);
        }
    }

    private async ValueTask<ErrorCode> TryCommitAsync(GroupMembership membership, CancellationToken cancellation)
    {
        var positions = Positions();
        if (positions.All(position => _last.TryGetValue(position.Key, out var last) && last == position.Value))
        {
            return ErrorCode.None;
        }

        try
        {
            var code = await CommitOnceAsync(membership, positions, cancellation);
            _last = code == ErrorCode.None ? positions : _last;
            return code;
        }
        catch (KafkaException fault) when (fault.Fault == KafkaFault.TopicNotFound)
        {
            return ErrorCode.None;
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            return ErrorCode.None;
        }
    }

    private async ValueTask<ErrorCode> CommitOnceAsync(
        GroupMembership membership, IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, CancellationToken cancellation)
    {
        var refused = await _offsets.CommitAsync(membership, offsets, cancellation);
        var code = refused.Select(static partition => partition.Code).FirstOrDefault(
            static code => code != ErrorCode.UnknownTopicOrPartition);
        if (code == ErrorCode.None && refused.Count > 0)
        {
            await ThrowIfGoneAsync([.. refused.Select(static partition => partition.Partition)], cancellation);
            code = ErrorCode.UnknownTopicOrPartition;
        }

        protocol.ThrowIfRetriable(code, "Committing offsets");
        return code;
    }

    /// <summary>A broker that does not know a topic may only be late. If other brokers do not know it either, it is gone.</summary>
    private async ValueTask ThrowIfGoneAsync(IReadOnlyList<TopicPartition> unknown, CancellationToken cancellation)
    {
        client.InvalidateMetadata();
        var metadata = await client.GetMetadataAsync(unknown.Select(static partition => partition.Topic), cancellation);
        if (unknown.All(partition => !metadata.Topics.ContainsKey(partition.Topic)))
        {
            throw KafkaException.TopicNotFound($"Committing the offsets of {string.Join(", ", unknown)} for group '{options.GroupId}'");
        }
    }

    private async ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> ReadOnceAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation)
    {
        try
        {
            return await _offsets.FetchAsync(partitions, cancellation);
        }
        catch (KafkaException refusal) when (refusal.Code is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
        {
            protocol.ForgetCoordinator();
            throw;
        }
    }
}
