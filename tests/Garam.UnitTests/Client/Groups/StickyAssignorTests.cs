using Garam.Client.Cluster;
using Garam.Client.Groups;

namespace Garam.UnitTests.Client.Groups;

public sealed class StickyAssignorTests
{
    [Fact]
    public void The_first_assignment_is_even()
    {
        var assignment = new StickyBalance([Member("a", "t"), Member("b", "t"), Member("c", "t")], static _ => 8).Assign();

        Assert.Equal([2, 3, 3], assignment.Values.Select(static partitions => partitions.Count).Order());
    }

    [Fact]
    public void A_member_that_leaves_moves_only_what_it_had()
    {
        var before = new StickyBalance([Member("a", "t"), Member("b", "t"), Member("c", "t")], static _ => 9).Assign();

        var after = new StickyBalance([Owner("a", before, 1, "t"), Owner("b", before, 1, "t")], static _ => 9).Assign();

        Assert.Superset(before["a"].ToHashSet(), after["a"].ToHashSet());
        Assert.Superset(before["b"].ToHashSet(), after["b"].ToHashSet());
    }

    [Fact]
    public void A_member_that_joins_takes_no_more_than_its_share()
    {
        var before = new StickyBalance([Member("a", "t"), Member("b", "t")], static _ => 9).Assign();

        var after = new StickyBalance([Owner("a", before, 1, "t"), Owner("b", before, 1, "t"), Member("c", "t")], static _ => 9).Assign();

        Assert.Equal(3, after["c"].Count);
        Assert.Subset(before["a"].ToHashSet(), after["a"].ToHashSet());
        Assert.Subset(before["b"].ToHashSet(), after["b"].ToHashSet());
    }

    [Fact]
    public void The_newest_claim_counts()
    {
        SubscribedMember[] members =
        [
            Member("old", "t") with { Owned = [new("t", 0), new("t", 1)], Generation = 4 },
            Member("new", "t") with { Owned = [new("t", 0), new("t", 2)], Generation = 5 },
        ];

        var assignment = new StickyBalance(members, static _ => 3).Assign();

        Assert.Equal([new TopicPartition("t", 0), new TopicPartition("t", 2)], assignment["new"]);
        Assert.Equal([new TopicPartition("t", 1)], assignment["old"]);
    }

    [Fact]
    public void What_members_read_of_each_other_comes_from_the_user_data()
    {
        SubscribedMember[] members =
        [
            Member("a", "t") with { UserData = StickyClaimCodec.Encode([new TopicPartition("t", 1)], 3) },
            Member("b", "t") with { UserData = StickyClaimCodec.Encode([new TopicPartition("t", 0)], 3) },
        ];

        var assignment = PartitionAssignor.Sticky.Assign(members, static _ => 2);

        Assert.Equal([new TopicPartition("t", 1)], assignment["a"]);
        Assert.Equal([new TopicPartition("t", 0)], assignment["b"]);
    }

    [Fact]
    public void A_partition_that_moves_waits_until_its_owner_has_given_it_up()
    {
        SubscribedMember[] first = [Member("a", "t") with { Owned = [new("t", 0), new("t", 1)], Generation = 1 }, Member("b", "t")];

        var held = PartitionAssignor.CooperativeSticky.Assign(first, static _ => 2);

        Assert.Empty(held["b"]);
        var kept = Assert.Single(held["a"]);
        SubscribedMember[] second = [Member("a", "t") with { Owned = [kept], Generation = 2 }, Member("b", "t") with { Generation = 2 }];
        var settled = PartitionAssignor.CooperativeSticky.Assign(second, static _ => 2);
        Assert.Equal([kept], settled["a"]);
        Assert.Single(settled["b"]);
    }

    /// <summary>
    /// Members come, go and change their minds, partitions are added: whatever happens, it stays balanced and moves no more than it must.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_memberships_stay_balanced_and_settle(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var history = new StickyHistory(random);
            for (var step = 0; step < 8; step++)
            {
                history.Step();
            }
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Cooperative_members_never_share_a_partition_and_settle_in_two_rounds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var group = new CooperativeHistory(random);
            for (var step = 0; step < 8; step++)
            {
                group.Step();
            }
        }
    }

    private static SubscribedMember Member(string id, params string[] topics) => new(id, null, topics);

    private static SubscribedMember Owner(
        string id, Dictionary<string, List<TopicPartition>> assignment, int generation, params string[] topics) =>
        Member(id, topics) with { Owned = assignment[id], Generation = generation };
}
