using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>
/// The way in which a group divides partitions among its members. Each member offers some, and the group uses one that all of them offer. A
/// member rebalances cooperatively only if every assignor that it offers does, as in Kafka's own consumer.
/// </summary>
public abstract class PartitionAssignor
{
    /// <summary>Gives each member consecutive partitions of each topic. Members give everything up in every rebalance.</summary>
    public static readonly PartitionAssignor Range = new RangeAssignor();

    /// <summary>Divides evenly and moves as few partitions as possible. Members give everything up for the time of a rebalance.</summary>
    public static readonly PartitionAssignor Sticky = new StickyAssignor();

    /// <summary>Divides like <see cref="Sticky"/>, and members go on reading what they keep.</summary>
    public static readonly PartitionAssignor CooperativeSticky = new CooperativeStickyAssignor();

    private protected PartitionAssignor()
    {
    }

    /// <summary>Kafka's name of the assignor, by which members agree.</summary>
    public abstract string Name { get; }

    /// <summary>Members keep their partitions until they are told to give them up.</summary>
    internal virtual bool IsCooperative => false;

    /// <summary>Returns what this member tells the leader beside its subscription.</summary>
    /// <param name="assigned">The member's last assignment, whether or not it gave it up for the rebalance.</param>
    /// <param name="generation">The generation that gave it, or -1.</param>
    internal virtual byte[]? UserData(IReadOnlyCollection<TopicPartition> assigned, int generation) => null;

    internal abstract IReadOnlyDictionary<string, List<TopicPartition>> Assign(
        IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf);
}

/// <summary>A member as the leader of its group knows it.</summary>
internal sealed record SubscribedMember(string MemberId, string? InstanceId, IReadOnlyList<string> Topics)
{
    /// <summary>The partitions that the member says it owns.</summary>
    public IReadOnlyList<TopicPartition> Owned { get; init; } = [];

    /// <summary>The generation that gave them, or -1.</summary>
    public int Generation { get; init; } = -1;

    public ReadOnlyMemory<byte> UserData { get; init; }
}
