using Garam.Broker.Handlers.Groups;
using Garam.Broker.Requests;
using Garam.Journal.Replication;

namespace Garam.Broker.Cluster;

/// <summary>
/// Sends clients to the agent they asked: it forwards to the leader as well as any other, and the client already reaches it.
/// </summary>
public sealed class SelfLocator(Replica replica, BrokerIdentity identity) : ICoordinatorLocator
{
    public CoordinatorEndpoint? Locate(RequestContext context) =>
        replica.Read(identity.NodeId, static (state, self) => ClusterView.Of(state).Agents
            .Where(agent => agent.NodeId == self)
            .Select(agent => (CoordinatorEndpoint?)new CoordinatorEndpoint(agent.NodeId, agent.Address.Host, agent.Address.Port))
            .FirstOrDefault());
}
