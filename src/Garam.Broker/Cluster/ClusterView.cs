using Garam.Metadata;
using Garam.Metadata.Processes;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <summary>What clients are shown of the cluster, made from the state under the replica's lock and valid after it.</summary>
public sealed record ClusterView(string ClusterId, IReadOnlyList<ProcessState> Agents)
{
    /// <summary>
    /// Clients send some requests to "the controller". Every agent forwards, so it is simply the first that Metadata lists;
    /// the real leader may not even be reachable for clients.
    /// </summary>
    public int ControllerId => Agents.Count == 0 ? PartitionPlacement.NoNode : Agents[0].NodeId;

    public static ClusterView Of(ClusterState state) =>
        new(state.Facts.ClusterId ?? "", [.. state.Processes.All.OrderBy(process => process.NodeId)]);

    /// <summary>The virtual leader is the only replica that clients see: the store replicates.</summary>
    public PartitionLeadership LeadershipOf(TopicState topic, int partition)
    {
        var leader = PartitionPlacement.NodeOf(new TopicPartition(topic.Id, partition), Agents);
        return leader == PartitionPlacement.NoNode
            ? new PartitionLeadership(ErrorCode.LeaderNotAvailable, leader, [])
            : new PartitionLeadership(ErrorCode.None, leader, [leader]);
    }
}
