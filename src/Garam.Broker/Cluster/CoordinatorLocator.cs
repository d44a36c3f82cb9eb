using System.Text;
using Garam.Broker.Handlers.Groups;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;
using Garam.Protocol.Checksums;

namespace Garam.Broker.Cluster;

/// <summary>
/// Sends clients to the agent they asked: it forwards to the leader as well as any other, and the client already reaches it. Only if it is
/// in another zone than the client, or about to stop, another agent is named: for each group the same one.
/// </summary>
public sealed class CoordinatorLocator(Replica replica, BrokerIdentity identity) : ICoordinatorLocator
{
    public ICoordinatorChoice Look(RequestContext context)
    {
        var zone = ClientZone.Of(context);
        var agents = replica.Read(zone, static (state, zone) => ClusterView.Of(state, zone)).Agents;
        return new Choice(agents, agents.FirstOrDefault(agent => agent.NodeId == identity.NodeId), context.ListenerZone);
    }

    private sealed class Choice(IReadOnlyList<ProcessState> agents, ProcessState? asked, string? listenerZone) : ICoordinatorChoice
    {
        public CoordinatorEndpoint? Choose(string group)
        {
            if ((asked ?? ByWeight(group)) is not { } found)
            {
                return null;
            }

            var address = found.AddressFor(listenerZone);
            return new CoordinatorEndpoint(found.NodeId, address.Host, address.Port);
        }

        private ProcessState? ByWeight(string group)
        {
            var hash = Crc32C.Compute(Encoding.UTF8.GetBytes(group));
            return agents.MaxBy(agent => PartitionPlacement.Weight(hash, agent.NodeId));
        }
    }
}
