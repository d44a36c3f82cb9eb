using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>Kafka's sticky assignor. Members give everything up before a rebalance, and say in their user data what they had.</summary>
internal sealed class StickyAssignor : PartitionAssignor
{
    public override string Name => "sticky";

    internal override byte[]? UserData(IReadOnlyCollection<TopicPartition> assigned, int generation) =>
        generation < 0 ? null : StickyClaimCodec.Encode(assigned, generation);

    internal override IReadOnlyDictionary<string, List<TopicPartition>> Assign(
        IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf) =>
        new StickyBalance([.. members.Select(WithUserData)], partitionCountOf).Assign();

    private static SubscribedMember WithUserData(SubscribedMember member)
    {
        var (assigned, generation) = StickyClaimCodec.Decode(member.UserData);
        return member with { Owned = assigned, Generation = generation };
    }
}

/// <summary>
/// Kafka's cooperative sticky assignor (KIP-429). A partition that moves is left out of the assignment until its owner has given it up,
/// which takes a second rebalance.
/// </summary>
internal sealed class CooperativeStickyAssignor : PartitionAssignor
{
    public override string Name => "cooperative-sticky";

    internal override bool IsCooperative => true;

    internal override byte[]? UserData(IReadOnlyCollection<TopicPartition> assigned, int generation) => StickyClaimCodec.Encode(generation);

    internal override IReadOnlyDictionary<string, List<TopicPartition>> Assign(
        IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf)
    {
        var told = members.Select(WithGeneration).ToList();
        var assignment = new StickyBalance(told, partitionCountOf).Assign();
        HoldBack(told, assignment);
        return assignment;
    }

    /// <summary>Subscriptions before version 2 carry the generation in their user data.</summary>
    private static SubscribedMember WithGeneration(SubscribedMember member) =>
        member.Generation >= 0 ? member : member with { Generation = StickyClaimCodec.DecodeGeneration(member.UserData) };

    private static void HoldBack(List<SubscribedMember> members, Dictionary<string, List<TopicPartition>> assignment)
    {
        var givenUp = new HashSet<TopicPartition>();
        foreach (var member in members)
        {
            givenUp.UnionWith(member.Owned.Except(assignment[member.MemberId]));
        }

        foreach (var member in members)
        {
            var owned = member.Owned.ToHashSet();
            assignment[member.MemberId].RemoveAll(partition => !owned.Contains(partition) && givenUp.Contains(partition));
        }
    }
}
