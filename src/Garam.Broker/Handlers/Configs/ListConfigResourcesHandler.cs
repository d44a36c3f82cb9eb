using System.Globalization;
using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Commands.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.ListConfigResources;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// ListConfigResources: 0–1 (KIP-1142). Version 0 lists client metrics, of which there are none. Deviation: groups have no settings here, so
/// none are listed.
/// </summary>
public sealed class ListConfigResourcesHandler(Replica replica) : RequestHandler<ListConfigResourcesRequest, ListConfigResourcesResponse>
{
    private const sbyte BrokerLogger = 8;
    private const sbyte ClientMetrics = 16;

    private static readonly sbyte[] Known = [(sbyte)ConfigResourceType.Topic, (sbyte)ConfigResourceType.Broker, BrokerLogger, ClientMetrics, (sbyte)ConfigResourceType.Group];

    protected override ValueTask<ListConfigResourcesResponse> HandleAsync(RequestContext context, ListConfigResourcesRequest request, CancellationToken cancellation)
    {
        var types = context.Version == 0 ? [ClientMetrics] : request.ResourceTypes.Length == 0 ? Known : request.ResourceTypes;
        return ValueTask.FromResult(types.Any(type => !Known.Contains(type))
            ? new ListConfigResourcesResponse { ErrorCode = ErrorCode.UnsupportedVersion }
            : new ListConfigResourcesResponse { ConfigResources = replica.Read(types, static (state, types) => types.Distinct().SelectMany(type => List(state, type)).ToArray()) });
    }

    private static IEnumerable<ListConfigResourcesResponse.ConfigResource> List(ClusterState state, sbyte type)
    {
        IEnumerable<string> names = type switch
        {
            (sbyte)ConfigResourceType.Topic => state.Topics.OrderedByName().Select(topic => topic.Name),
            (sbyte)ConfigResourceType.Broker or BrokerLogger => ClusterView.Of(state).Agents.Select(agent => agent.NodeId.ToString(CultureInfo.InvariantCulture)),
            _ => [],
        };
        return names.Select(name => new ListConfigResourcesResponse.ConfigResource { ResourceName = name, ResourceType = type });
    }
}
