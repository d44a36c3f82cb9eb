using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Commands.Configs;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeConfigs;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// DescribeConfigs: 1–4, for topics and brokers, with synonyms and documentation. Deviations: loggers, client metrics and groups are
/// refused with INVALID_REQUEST. Every setting that Kafka has is reported; docs/protocol.md says which ones mean something here.
/// </summary>
public sealed class DescribeConfigsHandler(Replica replica, BrokerIdentity identity) : RequestHandler<DescribeConfigsRequest, DescribeConfigsResponse>
{
    protected override ValueTask<DescribeConfigsResponse> HandleAsync(RequestContext context, DescribeConfigsRequest request, CancellationToken cancellation)
    {
        var results = replica.Read((request, identity), static (state, query) => query.request.Resources
            .Select(resource => Describe(state, query.identity, resource, query.request))
            .ToArray());
        return ValueTask.FromResult(new DescribeConfigsResponse { Results = results });
    }

    private static DescribeConfigsResponse.DescribeConfigsResult Describe(
        ClusterState state, BrokerIdentity identity, DescribeConfigsRequest.DescribeConfigsResource asked, DescribeConfigsRequest request)
    {
        var (error, message) = Fault(state, identity, asked);
        return new()
        {
            ErrorCode = error,
            ErrorMessage = message,
            ResourceType = asked.ResourceType,
            ResourceName = asked.ResourceName,
            Configs = error == ErrorCode.None ? [.. Configs(state, identity, asked).Select(config => Describe(config, asked, request))] : [],
        };
    }

    private static (ErrorCode Error, string? Message) Fault(ClusterState state, BrokerIdentity identity, DescribeConfigsRequest.DescribeConfigsResource asked)
    {
        var fault = ResourceNames.Fault(state, asked.ResourceType, asked.ResourceName);
        var isOtherBroker = (ConfigResourceType)asked.ResourceType == ConfigResourceType.Broker
            && asked.ResourceName.Length > 0
            && ConfigResource.Broker(identity.NodeId).Name != asked.ResourceName;
        return fault.Error == ErrorCode.None && isOtherBroker
            ? (ErrorCode.InvalidRequest, $"Unexpected broker id, expected {identity.NodeId} or empty string, but received {asked.ResourceName}")
            : fault;
    }

    private static IEnumerable<EffectiveConfig> Configs(ClusterState state, BrokerIdentity identity, DescribeConfigsRequest.DescribeConfigsResource asked)
    {
        var keys = asked.ConfigurationKeys is { Length: > 0 } named ? named.ToHashSet(StringComparer.Ordinal) : null;
        var resolver = new ConfigResolver(state.Configs, identity.NodeId, identity.StartedWith);
        if ((ConfigResourceType)asked.ResourceType == ConfigResourceType.Topic)
        {
            return ConfigCatalog.Topics.All.Where(definition => keys?.Contains(definition.Name) != false).Select(definition => resolver.Topic(asked.ResourceName, definition));
        }

        // The default of all brokers has only what somebody set on it.
        var definitions = ConfigCatalog.Brokers.All.Where(definition => keys?.Contains(definition.Name) != false);
        return asked.ResourceName.Length == 0
            ? definitions.Select(resolver.Broker).Where(config => config.Synonyms.Any(synonym => synonym.Source == ConfigSource.DynamicDefaultBroker))
            : definitions.Select(resolver.Broker);
    }

    private static DescribeConfigsResponse.DescribeConfigsResourceResult Describe(
        EffectiveConfig config, DescribeConfigsRequest.DescribeConfigsResource asked, DescribeConfigsRequest request)
    {
        var definition = config.Definition;
        var isTopic = (ConfigResourceType)asked.ResourceType == ConfigResourceType.Topic;
        return new()
        {
            Name = definition.Name,
            Value = definition.IsSensitive ? null : config.Value,
            ReadOnly = !isTopic && !definition.IsDynamic,
            ConfigSource = (sbyte)config.Source,
            IsSensitive = definition.IsSensitive,
            ConfigType = (sbyte)definition.Type,
            Documentation = request.IncludeDocumentation ? definition.Documentation : null,
            Synonyms = request.IncludeSynonyms
                ? [.. config.Synonyms.Select(synonym => new DescribeConfigsResponse.DescribeConfigsSynonym { Name = synonym.Name, Value = definition.IsSensitive ? null : synonym.Value, Source = (sbyte)synonym.Source })]
                : [],
        };
    }
}
