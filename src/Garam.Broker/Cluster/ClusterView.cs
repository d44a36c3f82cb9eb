using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <summary>
/// The cluster as a client is shown it, made from the state under the replica's lock and used without it. Agents that are about to stop are
/// not shown. A client that tells its zone sees only that zone's agents, so that all its traffic stays there; if the zone has none, it sees
/// all.
/// </summary>
/// <param name="ClusterId">Empty before the first leader.</param>
/// <param name="Agents">In the order of their node ids.</param>
/// <param name="Zone">The zone that all of them are in; null if they are in any.</param>
public sealed record ClusterView(string ClusterId, IReadOnlyList<ProcessState> Agents, string? Zone)
{
    /// <summary>Counted once: it is asked for with each partition.</summary>
    private readonly int _zones = Agents.Select(static agent => agent.Zone).Distinct().Count();

    /// <summary>
    /// The agent that clients take for "the controller". Every agent forwards, so it is simply the first that Metadata lists; clients may
    /// not even be able to reach the real leader.
    /// </summary>
    public int ControllerId => Agents.Count == 0 ? PartitionPlacement.NoNode : Agents[0].NodeId;

    /// <param name="zone">The client's zone; null if it is not known.</param>
    public static ClusterView Of(ClusterState state, string? zone = null)
    {
        var serving = state.Processes.All.Where(static process => !process.IsDraining).OrderBy(static process => process.NodeId).ToArray();
        var near = zone is null ? [] : Array.FindAll(serving, process => process.Zone == zone);
        return near.Length > 0
            ? new ClusterView(state.Facts.ClusterId ?? "", near, zone)
            : new ClusterView(state.Facts.ClusterId ?? "", serving, null);
    }

    /// <summary>
    /// The virtual leader, and as many replicas as the topic's creator asked for: the store replicates, but tools count them and take a
    /// smaller number for a drift or for a fault.
    /// </summary>
    public PartitionLeadership LeadershipOf(TopicState topic, int partition) => LeadershipOf(topic, partition, 1);

    /// <summary>
    /// The same for a client that reads: the replicas are the partition's agents in all zones that are shown, even if the topic asks for
    /// fewer, because a reader goes to the agent of its zone only if that is a replica (KIP-392).
    /// </summary>
    public PartitionLeadership LeadershipInZones(TopicState topic, int partition) =>
        LeadershipOf(topic, partition, _zones);

    private PartitionLeadership LeadershipOf(TopicState topic, int partition, int replicasMin)
    {
        var shown = Math.Clamp(topic.ReplicationFactor, (short)replicasMin, PartitionPlacement.ReplicasMax(Agents.Count));
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
