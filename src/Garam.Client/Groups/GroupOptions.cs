namespace Garam.Client.Groups;

public sealed class GroupOptions
{
    public required string GroupId { get; init; }

    /// <summary>Kafka's group.instance.id: a member that comes back under it keeps its partitions without a rebalance.</summary>
    public string? InstanceId { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Kafka's session.timeout.ms.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Kafka's max.poll.interval.ms: how long the others wait for this member in a rebalance.</summary>
    public TimeSpan RebalanceTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kafka's heartbeat.interval.ms.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);
}
