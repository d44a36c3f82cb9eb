namespace Garam.Broker.Cluster;

/// <param name="NodeId">What the cluster gave this process's address.</param>
/// <param name="StartedWith">What this process was started with, under Kafka's names: listeners, log.dirs, node.id.</param>
public sealed record BrokerIdentity(int NodeId, IReadOnlyDictionary<string, string> StartedWith);
