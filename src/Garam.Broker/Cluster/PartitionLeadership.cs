using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <param name="Error">LEADER_NOT_AVAILABLE while there is no agent.</param>
/// <param name="LeaderId">Of an agent; -1 for none.</param>
/// <param name="Replicas">The leader, all of them in sync.</param>
public readonly record struct PartitionLeadership(ErrorCode Error, int LeaderId, int[] Replicas);
