using Garam.Client.Cluster;

namespace Garam.Client.Groups;

public sealed class GroupOptions
{
    public required string GroupId { get; init; }

    /// <summary>Kafka's group.instance.id. A member that comes back under the same name keeps its partitions without a rebalance.</summary>
    public string? InstanceId { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Kafka's partition.assignment.strategy, the preferred one first. The group uses one that all its members offer.</summary>
    public IReadOnlyList<PartitionAssignor> Assignors { get; init; } = [PartitionAssignor.Range, PartitionAssignor.CooperativeSticky];

    /// <summary>Kafka's client.rack, sent to the leader of the group.</summary>
    public string? RackId { get; init; }

    /// <summary>
    /// Kafka's auto.commit.interval.ms: how often positions are committed. A poll commits what earlier polls returned; positions are also
    /// committed before partitions are given up, and on closing. Null: only the caller commits.
    /// </summary>
    public TimeSpan? AutoCommitInterval { get; init; }

    public IRebalanceListener? Listener { get; init; }

    /// <summary>Kafka's session.timeout.ms.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Kafka's max.poll.interval.ms: how long a rebalance waits for this member. A member that polls less often leaves the group.
    /// </summary>
    public TimeSpan RebalanceTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kafka's heartbeat.interval.ms.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>
/// Told which partitions a group gives and takes, during the poll in which it happens. The member reads on once the call has returned.
/// </summary>
public interface IRebalanceListener
{
    /// <summary>The member reads these from now on.</summary>
    ValueTask AssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);

    /// <summary>The member is about to give these up: the last moment to commit.</summary>
    ValueTask RevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);

    /// <summary>The member has lost these. Others may read them already, so a commit would be refused.</summary>
    ValueTask LostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation);
}
