using Garam.Metadata;
using Garam.Metadata.Cluster;

namespace Garam.Broker.Cluster;

/// <summary>
/// Chooses the agent that clients see as the leader of a partition. Leaders are virtual, any agent serves any partition. It matters only
/// that every agent names the same one, and that few partitions move when agents come and go (rendezvous hashing).
/// </summary>
internal static class PartitionPlacement
{
    /// <summary>Kafka's id for no leader.</summary>
    public const int NoNode = -1;

    /// <summary>
    /// The most replicas that a topic may have on fewer agents: no cluster in use has more, and each is a number in every answer.
    /// </summary>
    private const int ReplicasAlwaysAllowed = 16;

    public static int ReplicasMax(int agents) => Math.Max(ReplicasAlwaysAllowed, agents);

    /// <summary>
    /// The leader, then the best agent of each other zone, then the agents that would lead after them, as many as are asked for. The list
    /// begins again if there are fewer agents. Empty without agents.
    /// </summary>
    public static int[] NodesOf(TopicPartition partition, IReadOnlyList<ProcessState> agents, int count)
    {
        if (agents.Count == 0 || count == 1)
        {
            return agents.Count == 0 ? [] : [NodeOf(partition, agents)];
        }

        var nodes = new int[count];
        var byWeight = agents.OrderByDescending(agent => Weight(partition, agent.NodeId)).ToArray();
        var distinct = byWeight.DistinctBy(static agent => agent.Zone)
            .Union(byWeight)
            .Take(count)
            .Select(agent => agent.NodeId)
            .ToArray();
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = distinct[i % distinct.Length];
        }

        return nodes;
    }

    public static int NodeOf(TopicPartition partition, IReadOnlyList<ProcessState> agents)
    {
        var node = NoNode;
        ulong best = 0;
        foreach (var agent in agents)
        {
            var weight = Weight(partition, agent.NodeId);
            if (node == NoNode || weight > best)
            {
                (node, best) = (agent.NodeId, weight);
            }
        }

        return node;
    }

    /// <summary>
    /// The fixed function that every process must compute alike: splitmix64's finalizer over the topic id's halves, the partition and
    /// the node id. The test holds known values.
    /// </summary>
    internal static ulong Weight(TopicPartition partition, int nodeId)
    {
        var hash = Mix(partition.TopicId.High);
        hash = Mix(hash ^ partition.TopicId.Low);
        hash = Mix(hash ^ (uint)partition.Partition);
        return Mix(hash ^ (uint)nodeId);
    }

    /// <summary>The same for anything else that has a hash.</summary>
    internal static ulong Weight(uint hash, int nodeId) => Mix(Mix(hash) ^ (uint)nodeId);

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
