using System.Globalization;
using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Configs;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.ListConfigResources;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// ListConfigResources: 0–1 (KIP-1142). Version 0 lists client metrics, of which there are none.
/// Deviation: groups have no settings in Garam, so none are listed.
/// </summary>
public sealed class ListConfigResourcesHandler(Replica replica) : RequestHandler<ListConfigResourcesRequest, ListConfigResourcesResponse>
{
    private const sbyte BrokerLogger = 8;
    private const sbyte ClientMetrics = 16;

    private static readonly sbyte[] Known =
    [
        (sbyte)ConfigResourceType.Topic, (sbyte)ConfigResourceType.Broker, BrokerLogger, ClientMetrics, (sbyte)ConfigResourceType.Group,
    ];

    protected override ValueTask<ListConfigResourcesResponse> HandleAsync(
        RequestContext context, ListConfigResourcesRequest request, CancellationToken cancellation)
    {
        // KIP-1142: from 1 on, a request names the types of resources. Version 0 lists client metrics only.
        var types = context.Version < 1 ? [ClientMetrics] : request.ResourceTypes.Length == 0 ? Known : request.ResourceTypes;
        return ValueTask.FromResult(types.Any(type => !Known.Contains(type))
            ? new ListConfigResourcesResponse { ErrorCode = ErrorCode.UnsupportedVersion }
            : new ListConfigResourcesResponse { ConfigResources = [.. List(types)] });
    }

    private IEnumerable<ListConfigResourcesResponse.ConfigResource> List(sbyte[] types)
    {
        var (view, topics) = replica.Read(0, static (state, _) => (ClusterView.Of(state), state.Topics.CaptureTopics()));
        return types.Distinct().SelectMany(type => List(view, topics.Values, type));
    }

    private static IEnumerable<ListConfigResourcesResponse.ConfigResource> List(
        ClusterView view, IEnumerable<TopicState> topics, sbyte type)
    {
        IEnumerable<string> names = type switch
        {
            (sbyte)ConfigResourceType.Topic => topics.Select(topic => topic.Name).Order(StringComparer.Ordinal),
            (sbyte)ConfigResourceType.Broker or BrokerLogger => view.Agents.Select(
                agent => agent.NodeId.ToString(CultureInfo.InvariantCulture)),
            _ => [],
        };
        return names.Select(name => new ListConfigResourcesResponse.ConfigResource { ResourceName = name, ResourceType = type });
    }
}
