namespace Garam.Broker.Cluster;

/// <param name="NodeId">The id that the cluster gave to this process's address.</param>
/// <param name="StartedWith">The settings that this process was started with, under Kafka's names: listeners, log.dirs, node.id.</param>
public sealed record BrokerIdentity(int NodeId, IReadOnlyDictionary<string, string> StartedWith);
