using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <summary>The cluster as clients are shown it, made from the state under the replica's lock and used without it.</summary>
public sealed record ClusterView(string ClusterId, IReadOnlyList<ProcessState> Agents)
{
    /// <summary>
    /// The agent that clients take for "the controller". Every agent forwards, so it is simply the first that Metadata lists; clients may
    /// not even be able to reach the real leader.
    /// </summary>
    public int ControllerId => Agents.Count == 0 ? PartitionPlacement.NoNode : Agents[0].NodeId;

    public static ClusterView Of(ClusterState state) =>
        new(state.Facts.ClusterId ?? "", [.. state.Processes.All.OrderBy(process => process.NodeId)]);

    /// <summary>
    /// The virtual leader, and as many replicas as the topic's creator asked for: the store replicates, but tools count them and take a
    /// smaller number for a drift or for a fault.
    /// </summary>
    public PartitionLeadership LeadershipOf(TopicState topic, int partition)
    {
        var shown = Math.Clamp(topic.ReplicationFactor, (short)1, PartitionPlacement.ReplicasMax(Agents.Count));
        var replicas = PartitionPlacement.NodesOf(new TopicPartition(topic.Id, partition), Agents, shown);
        return replicas.Length == 0
            ? new PartitionLeadership(ErrorCode.LeaderNotAvailable, PartitionPlacement.NoNode, [])
            : new PartitionLeadership(ErrorCode.None, replicas[0], replicas);
    }
}

/// <param name="Error">LEADER_NOT_AVAILABLE while there is no agent.</param>
/// <param name="LeaderId">The id of an agent; -1 for none.</param>
/// <param name="Replicas">The leader first, all of them in sync. An agent is named again if there are fewer than the topic's replication
/// factor.</param>
public readonly record struct PartitionLeadership(ErrorCode Error, int LeaderId, int[] Replicas);
