using Garam.Client.Cluster;

namespace Garam.Client.Groups;

public sealed class GroupOptions
{
    public required string GroupId { get; init; }

    /// <summary>Kafka's group.instance.id: a member that comes back under it keeps its partitions without a rebalance.</summary>
    public string? InstanceId { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Kafka's partition.assignment.strategy, the preferred one first; the group uses one that all its members offer.</summary>
    public IReadOnlyList<PartitionAssignor> Assignors { get; init; } = [PartitionAssignor.Range, PartitionAssignor.CooperativeSticky];

    /// <summary>Kafka's client.rack: told to the leader of the group.</summary>
    public string? RackId { get; init; }

    /// <summary>
    /// Kafka's auto.commit.interval.ms: how often positions are committed, always in a poll and of what earlier polls returned; also
    /// when partitions are given up, and at the end. Null: only the caller commits.
    /// </summary>
    public TimeSpan? AutoCommitInterval { get; init; }

    public IRebalanceListener? Listener { get; init; }

    /// <summary>Kafka's session.timeout.ms.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Kafka's max.poll.interval.ms: how long the others wait for this member in a rebalance; who polls less often leaves the group.</summary>
    public TimeSpan RebalanceTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kafka's heartbeat.interval.ms.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>Told of what a group gives and takes, within the poll in which it happens; the member reads on when it has returned.</summary>
public interface IRebalanceListener
{
    /// <summary>These are read from now on.</summary>
    ValueTask AssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);

    /// <summary>These are about to be given up: the last moment to commit what was read of them.</summary>
    ValueTask RevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);

    /// <summary>These are gone, and others may read them already: a commit would be refused.</summary>
    ValueTask LostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);
}
