using System.Collections.Frozen;
using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeConfigs;
using Asked = Garam.Protocol.Messages.DescribeConfigs.DescribeConfigsRequest.DescribeConfigsResource;
using Result = Garam.Protocol.Messages.DescribeConfigs.DescribeConfigsResponse.DescribeConfigsResult;
using Setting = Garam.Protocol.Messages.DescribeConfigs.DescribeConfigsResponse.DescribeConfigsResourceResult;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// DescribeConfigs: 1–4, for topics and brokers, with synonyms and documentation.
/// Deviations:
/// - Loggers, client metrics and groups are refused with INVALID_REQUEST.
/// - Every setting of Kafka is reported. The tables in docs/protocol.md name those with an effect in Garam; for each of them a broker
///   shows the value that it acts on.
/// - An answer has at most about 32 MiB: 7,000 topics with all their settings, or 1,500 with documentation. The resources beyond that are
///   refused with POLICY_VIOLATION.
/// </summary>
public sealed class DescribeConfigsHandler(Replica replica, BrokerIdentity identity)
    : RequestHandler<DescribeConfigsRequest, DescribeConfigsResponse>
{
    /// <summary>A request names a topic in some ten bytes and an answer is thousands of times as long.</summary>
    private const int AnswerBytesMax = 32 << 20;

    /// <summary>The size of a setting in an answer, beside its texts.</summary>
    private const int SettingBytes = 16;

    protected override ValueTask<DescribeConfigsResponse> HandleAsync(
        RequestContext context, DescribeConfigsRequest request, CancellationToken cancellation)
    {
        // Under the lock this only finds what exists; the answer is made from a cut.
        var (faults, settings) = replica.Read(request.Resources, static (state, asked) =>
            (Array.ConvertAll(
                asked, resource => ResourceNames.Fault(state, resource.ResourceType, resource.ResourceName)), state.Configs.Cut()));
        var results = new Result[faults.Length];
        var room = AnswerBytesMax;
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Describe(settings, request.Resources[i], faults[i], request, room);
            room -= results[i].Configs.Sum(BytesOf);
        }

        return ValueTask.FromResult(new DescribeConfigsResponse { Results = results });
    }

    private Result Describe(
        ConfigCut settings, Asked asked, (ErrorCode Error, string? Message) fault, DescribeConfigsRequest request, int room)
    {
        var (error, message) = fault.Error != ErrorCode.None ? fault
            : room <= 0 ? (ErrorCode.PolicyViolation, "The answer would become too large: ask for fewer resources or fewer settings at "
                + "a time.")
            : ResourceNames.BrokerFault(identity, asked.ResourceType, asked.ResourceName, " or empty string");
        return new()
        {
            ErrorCode = error,
            ErrorMessage = message,
            ResourceType = asked.ResourceType,
            ResourceName = asked.ResourceName,
            Configs = error != ErrorCode.None ? []
                : (ConfigResourceType)asked.ResourceType == ConfigResourceType.Topic ? [.. OfTopic(settings, asked, request)]
                : [.. OfBroker(settings, asked, request)],
        };
    }

    /// <summary>Only a setting that all brokers have in common counts for a topic.</summary>
    private IEnumerable<Setting> OfTopic(ConfigCut settings, Asked asked, DescribeConfigsRequest request)
    {
        var resolver = new ConfigResolver(settings, nodeId: null, identity.StartedWith);
        foreach (var definition in Named(ConfigCatalog.Topics, asked))
        {
            var config = resolver.Topic(asked.ResourceName, definition);
            var shown = config.Synonyms.Select(synonym => synonym with { Value = definition.Shown(synonym.Value) });
            yield return Describe(
                config with { Value = config.Value is null ? null : definition.Shown(config.Value) }, shown, isReadOnly: false, request);
        }
    }

    private IEnumerable<Setting> OfBroker(ConfigCut settings, Asked asked, DescribeConfigsRequest request)
    {
        // The default of all brokers has only the settings that were made on it.
        var isDefault = asked.ResourceName.Length == 0;
        var resolver = new ConfigResolver(
            settings, isDefault ? null : identity.NodeId, isDefault ? FrozenDictionary<string, string>.Empty : identity.StartedWith);
        foreach (var config in Named(ConfigCatalog.Brokers, asked).Select(resolver.Broker))
        {
            if (!isDefault)
            {
                yield return Describe(config, config.Synonyms, !config.Definition.IsDynamic, request);
            }
            else if (config.Source == ConfigSource.DynamicDefaultBroker)
            {
                yield return Describe(config, config.Synonyms.Take(1), !config.Definition.IsDynamic, request);
            }
        }
    }

    private static IEnumerable<ConfigDefinition> Named(ConfigCatalog catalog, Asked asked)
    {
        var keys = asked.ConfigurationKeys is { Length: > 0 } named ? named.ToHashSet(StringComparer.Ordinal) : null;
        return catalog.All.Where(definition => keys?.Contains(definition.Name) != false);
    }

    private static Setting Describe(
        EffectiveConfig config, IEnumerable<ConfigSynonym> synonyms, bool isReadOnly, DescribeConfigsRequest request)
    {
        var definition = config.Definition;
        return new()
        {
            Name = definition.Name,
            Value = definition.IsSensitive ? null : config.Value,
            ReadOnly = isReadOnly,
            ConfigSource = (sbyte)config.Source,
            IsSensitive = definition.IsSensitive,
            ConfigType = (sbyte)definition.Type,
            Documentation = request.IncludeDocumentation ? definition.Documentation : null,
            Synonyms = request.IncludeSynonyms
                ? [.. synonyms.Select(synonym => new DescribeConfigsResponse.DescribeConfigsSynonym
                {
                    Name = synonym.Name,
                    Value = definition.IsSensitive ? null : synonym.Value,
                    Source = (sbyte)synonym.Source,
                })]
                : [],
        };
    }

    private static int BytesOf(Setting setting) =>
        SettingBytes + setting.Name.Length + (setting.Value?.Length ?? 0) + (setting.Documentation?.Length ?? 0)
        + setting.Synonyms.Sum(synonym => SettingBytes + synonym.Name.Length + (synonym.Value?.Length ?? 0));
}
