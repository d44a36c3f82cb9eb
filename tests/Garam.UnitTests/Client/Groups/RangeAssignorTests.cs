using Garam.Client.Cluster;
using Garam.Client.Groups;

namespace Garam.UnitTests.Client.Groups;

public sealed class RangeAssignorTests
{
    [Fact]
    public void The_first_members_get_one_more_where_it_does_not_divide()
    {
        var assignment = PartitionAssignor.Range.Assign([Member("b", "t"), Member("a", "t"), Member("c", "t")], static _ => 7);

        Assert.Equal([0, 1, 2], NumbersOf(assignment["a"]));
        Assert.Equal([3, 4], NumbersOf(assignment["b"]));
        Assert.Equal([5, 6], NumbersOf(assignment["c"]));
    }

    [Fact]
    public void A_topic_is_divided_among_the_members_that_want_it()
    {
        var assignment = PartitionAssignor.Range.Assign([Member("a", "x"), Member("b", "x", "y")], static _ => 2);

        Assert.Equal([new TopicPartition("x", 0)], assignment["a"]);
        Assert.Equal([new TopicPartition("x", 1), new TopicPartition("y", 0), new TopicPartition("y", 1)], assignment["b"]);
    }

    [Fact]
    public void Static_members_keep_their_place_when_their_member_ids_change()
    {
        var before = PartitionAssignor.Range.Assign([Static("m1", "one"), Static("m2", "two")], static _ => 2);
        var after = PartitionAssignor.Range.Assign([Static("z9", "one"), Static("a3", "two")], static _ => 2);

        Assert.Equal(before["m1"], after["z9"]);
        Assert.Equal(before["m2"], after["a3"]);
    }

    [Fact]
    public void A_topic_that_does_not_exist_gives_nobody_anything() =>
        Assert.Empty(PartitionAssignor.Range.Assign([Member("a", "gone")], static _ => 0)["a"]);

    private static SubscribedMember Member(string id, params string[] topics) => new(id, null, topics);

    private static SubscribedMember Static(string id, string instance) => new(id, instance, ["t"]);

    private static IEnumerable<int> NumbersOf(List<TopicPartition> partitions) =>
        partitions.Select(static partition => partition.Partition);
}
