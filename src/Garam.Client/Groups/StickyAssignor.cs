using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>Kafka's sticky assignor: members give everything up before a rebalance, and tell in their user data what they had.</summary>
internal sealed class StickyAssignor : PartitionAssignor
{
    public override string Name => "sticky";

    internal override byte[]? UserData(IReadOnlyCollection<TopicPartition> assigned, int generation) =>
        generation < 0 ? null : StickyClaimCodec.Encode(assigned, generation);

    internal override IReadOnlyDictionary<string, List<TopicPartition>> Assign(IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf) =>
        new StickyBalance([.. members.Select(WithUserData)], partitionCountOf).Assign();

    private static SubscribedMember WithUserData(SubscribedMember member)
    {
        var (assigned, generation) = StickyClaimCodec.Decode(member.UserData);
        return member with { Owned = assigned, Generation = generation };
    }
}
