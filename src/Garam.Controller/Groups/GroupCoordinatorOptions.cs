namespace Garam.Controller.Groups;

/// <summary>
/// Kafka's broker settings for groups, under Kafka's names in the comments, as this process is started with them; see
/// <see cref="GroupSettings"/> for those that can be altered while it runs.
/// </summary>
public sealed class GroupCoordinatorOptions
{
    /// <summary>group.min.session.timeout.ms: shorter sessions make a loaded cluster rebalance for nothing.</summary>
    public TimeSpan SessionTimeoutMin { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>group.max.session.timeout.ms: longer ones hide a dead consumer and hold its partitions.</summary>
    public TimeSpan SessionTimeoutMax { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// group.initial.rebalance.delay.ms: how long a new group waits for more members. Kafka's code says 3 seconds. The configuration that
    /// it is shipped with says 0, so that a first consumer starts at once, and users of a single process expect that.
    /// </summary>
    public TimeSpan InitialRebalanceDelay { get; init; } = TimeSpan.Zero;

    /// <summary>group.max.size: Kafka's default is no limit at all; <see cref="MembersMax"/> bounds all groups together.</summary>
    public int GroupSizeMax { get; init; } = int.MaxValue;

    /// <summary>offset.metadata.max.bytes: commits are kept in memory by every process.</summary>
    public int OffsetMetadataBytesMax { get; init; } = 4096;

    /// <summary>offsets.retention.minutes, counted from the last commit or from when the group became empty.</summary>
    public TimeSpan OffsetsRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>offsets.retention.check.interval.ms.</summary>
    public TimeSpan OffsetsRetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A new member has no session yet and its connection is silent while its join is parked, so a client that went away would stay in the
    /// round. This is Kafka's fixed value: after it the client is told to try again.
    /// </summary>
    public TimeSpan NewMemberJoinTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Member ids given out and not yet used (KIP-394) cost memory, and any client can ask for more: a group at this limit counts as full.
    /// </summary>
    public int PendingMembersMax { get; init; } = 10_000;

    /// <summary>
    /// Groups of the cluster, empty ones too. Any client can make one with a single commit, so there must be a limit. Each takes about a
    /// KiB, so this many take all of <see cref="MemoryMax"/>.
    /// </summary>
    public int GroupsMax { get; init; } = 48 * 1024;

    /// <summary>
    /// Members of all groups, and ids given out. A classic member holds a connection, so more members than connections are of no use.
    /// </summary>
    public int MembersMax { get; init; } = 20_000;

    /// <summary>
    /// Memory for groups and their offsets, about 200,000 of these. A round may take as much again while members are parked with new
    /// subscriptions. Both together fit beside the other budgets into a process with 512 MiB.
    /// </summary>
    public long MemoryMax { get; init; } = 48 << 20;

    /// <summary>Requests that wait while a change of their group becomes durable: a few milliseconds' worth of the largest group.</summary>
    public int WaitingRequestsMax { get; init; } = 20_000;
}
