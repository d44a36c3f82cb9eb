using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>
/// How a group divides partitions among its members. Each member offers some; the group uses one that all of them know. A member changes
/// cooperatively only if everything that it offers does, as in Kafka's own consumer.
/// </summary>
public abstract class PartitionAssignor
{
    /// <summary>Consecutive partitions of each topic; everything is given up in every rebalance.</summary>
    public static readonly PartitionAssignor Range = new RangeAssignor();

    /// <summary>As even as possible, and as little as possible changes hands; everything is given up for the time of a rebalance.</summary>
    public static readonly PartitionAssignor Sticky = new StickyAssignor();

    /// <summary>As sticky, and members go on reading what they keep.</summary>
    public static readonly PartitionAssignor CooperativeSticky = new CooperativeStickyAssignor();

    private protected PartitionAssignor()
    {
    }

    /// <summary>Kafka's name of it, by which members agree.</summary>
    public abstract string Name { get; }

    /// <summary>Members keep what they have until they are told to give it up.</summary>
    internal virtual bool IsCooperative => false;

    /// <summary>What this member tells the leader beyond its subscription.</summary>
    /// <param name="assigned">What the member had last, whether it has given it up for the rebalance or not.</param>
    /// <param name="generation">The generation that gave it, or -1.</param>
    internal virtual byte[]? UserData(IReadOnlyCollection<TopicPartition> assigned, int generation) => null;

    internal abstract IReadOnlyDictionary<string, List<TopicPartition>> Assign(IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf);
}

/// <summary>What the leader of a group knows of a member.</summary>
internal sealed record SubscribedMember(string MemberId, string? InstanceId, IReadOnlyList<string> Topics)
{
    /// <summary>What it says that it has now.</summary>
    public IReadOnlyList<TopicPartition> Owned { get; init; } = [];

    /// <summary>The generation in which it got them, or -1.</summary>
    public int Generation { get; init; } = -1;

    public string? RackId { get; init; }

    public ReadOnlyMemory<byte> UserData { get; init; }
}
