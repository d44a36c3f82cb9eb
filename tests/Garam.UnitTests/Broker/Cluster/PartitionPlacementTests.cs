using Garam.Broker.Cluster;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol;

namespace Garam.UnitTests.Broker.Cluster;

public sealed class PartitionPlacementTests
{
    private static readonly Uuid Topic = new(0x0123456789ABCDEF, 0xFEDCBA9876543210);

    /// <summary>Every process of every version must compute the same numbers, so they may never change.</summary>
    [Theory]
    [InlineData(0, 0, 0x7C82FF3928320F99UL)]
    [InlineData(0, 1, 0x02DC91C3350D0FE8UL)]
    [InlineData(1, 1, 0x1507DDE14DD2E7D4UL)]
    [InlineData(9999, 1000, 0x30767E6504839BFEUL)]
    public void The_function_is_fixed_for_ever(int partition, int nodeId, ulong weight) =>
        Assert.Equal(weight, PartitionPlacement.Weight(new TopicPartition(Topic, partition), nodeId));

    [Fact]
    public void Without_agents_there_is_no_leader() =>
        Assert.Equal(PartitionPlacement.NoNode, PartitionPlacement.NodeOf(new TopicPartition(Topic, 0), []));

    [Fact]
    public void The_order_in_which_agents_are_listed_does_not_matter()
    {
        var agents = Agents(1, 2, 3, 4, 5);
        ProcessState[] reversed = [.. agents.Reverse()];
        Assert.All(Partitions(100), partition => Assert.Equal(
            PartitionPlacement.NodeOf(partition, agents), PartitionPlacement.NodeOf(partition, reversed)));
    }

    [Fact]
    public void Replicas_are_the_leader_then_its_successors_and_then_the_same_again()
    {
        var agents = Agents(1, 2, 3);
        foreach (var partition in Partitions(100))
        {
            var nodes = PartitionPlacement.NodesOf(partition, agents, 5);
            Assert.Equal(PartitionPlacement.NodeOf(partition, agents), nodes[0]);
            Assert.Equal(PartitionPlacement.NodeOf(partition, [.. agents.Where(agent => agent.NodeId != nodes[0])]), nodes[1]);
            Assert.Equal([1, 2, 3], nodes[..3].Order());
            Assert.Equal(nodes[..2], nodes[3..]);
            Assert.Equal(nodes[..1], PartitionPlacement.NodesOf(partition, agents, 1));
        }

        Assert.Empty(PartitionPlacement.NodesOf(new TopicPartition(Topic, 0), [], 3));
    }

    [Fact]
    public void Partitions_spread_evenly()
    {
        var agents = Agents(1, 2, 3, 4);
        var shares = Partitions(4000).CountBy(partition => PartitionPlacement.NodeOf(partition, agents));
        Assert.All(shares, share => Assert.InRange(share.Value, 900, 1100));
    }

    [Fact]
    public void When_an_agent_goes_only_its_own_partitions_move()
    {
        var before = Agents(1, 2, 3, 4, 5);
        var after = Agents(1, 2, 4, 5);
        foreach (var partition in Partitions(1000))
        {
            var old = PartitionPlacement.NodeOf(partition, before);
            var moved = PartitionPlacement.NodeOf(partition, after);
            Assert.Equal(old != 3, old == moved);
        }
    }

    private static IEnumerable<TopicPartition> Partitions(int count) =>
        Enumerable.Range(0, count).Select(partition => new TopicPartition(Topic, partition));

    private static ProcessState[] Agents(params int[] nodeIds) =>
        [.. nodeIds.Select(id => new ProcessState(new Incarnation(id), id, "garam", new HostPort("host", 9092), null, []))];
}
