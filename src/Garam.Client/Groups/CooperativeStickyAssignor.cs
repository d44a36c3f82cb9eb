using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>
/// Kafka's cooperative sticky assignor (KIP-429): a partition that moves is left out of the assignment until its owner has given it up,
/// which takes a second rebalance.
/// </summary>
internal sealed class CooperativeStickyAssignor : PartitionAssignor
{
    public override string Name => "cooperative-sticky";

    internal override bool IsCooperative => true;

    internal override byte[]? UserData(IReadOnlyCollection<TopicPartition> assigned, int generation) => StickyClaimCodec.Encode(generation);

    internal override IReadOnlyDictionary<string, List<TopicPartition>> Assign(IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf)
    {
        var told = members.Select(WithGeneration).ToList();
        var assignment = new StickyBalance(told, partitionCountOf).Assign();
        HoldBack(told, assignment);
        return assignment;
    }

    /// <summary>Subscriptions before version 2 have the generation in their user data.</summary>
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
