using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <param name="Error">LEADER_NOT_AVAILABLE while there is no agent.</param>
/// <param name="LeaderId">Of an agent; -1 for none.</param>
/// <param name="Replicas">The leader first, all of them in sync; an agent is named again where there are fewer than the topic's replication factor.</param>
public readonly record struct PartitionLeadership(ErrorCode Error, int LeaderId, int[] Replicas);
