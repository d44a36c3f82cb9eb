using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Garam.Protocol;

namespace Garam.Metadata.Configs;

/// <summary>
/// Turns requests to change settings into commands: validates them with Kafka's messages, and resolves appends and subtracts. It runs
/// before the command is submitted, because catalogs may differ between programs while the meaning of a command may not.
/// </summary>
public sealed class ConfigPlanner(ConfigCut settings)
{
    /// <summary>
    /// Limits all names and values of one resource: every process keeps them in memory, and a command has to fit into a journal entry.
    /// </summary>
    public const int CharactersMax = 128 << 10;

    /// <summary>Plans an IncrementalAlterConfigs, or an AlterConfigs, which sets the named settings and deletes all others.</summary>
    public ConfigPlan Plan(ConfigResource resource, IReadOnlyCollection<ConfigOperation> operations, bool replaceAll)
    {
        if ((ResourceFault(resource) ?? NullFault(operations)) is { } fault)
        {
            return ConfigPlan.Refused(ErrorCode.InvalidRequest, fault);
        }

        List<ConfigChange> changes = [];
        foreach (var operation in operations)
        {
            var (error, message, change) = Resolve(resource, operation);
            if (error != ErrorCode.None)
            {
                return ConfigPlan.Refused(error, message!);
            }

            changes.Add(change!);
        }

        if (FaultTogether(resource, changes, replaceAll) is { } together)
        {
            return ConfigPlan.Refused(FaultCode(resource), together);
        }

        var command = new AlterConfigs
        {
            ResourceTypeValue = (sbyte)resource.Type,
            ResourceName = resource.Name,
            ReplaceAll = replaceAll,
            Changes = [.. changes],
        };
        return new ConfigPlan(command, ErrorCode.None, null);
    }

    /// <summary>Returns null when a topic may be created with these settings.</summary>
    public string? Fault(IReadOnlyCollection<ConfigValue> topicConfigs)
    {
        var single = topicConfigs
            .Select(config => ConfigCatalog.Topics.TryGet(config.Name, out var definition)
                ? definition.Fault(config.Value)
                : $"Unknown topic config name: {config.Name}")
            .FirstOrDefault(fault => fault is not null);
        return single
            ?? TopicFault(topicConfigs.ToImmutableSortedDictionary(config => config.Name, config => config.Value, StringComparer.Ordinal));
    }

    private static string? ResourceFault(ConfigResource resource) => resource switch
    {
        { Type: ConfigResourceType.Topic, Name: "" } => "Default topic resources are not allowed.",
        { Type: ConfigResourceType.Topic } or { Type: ConfigResourceType.Broker, Name: "" } => null,
        { Type: ConfigResourceType.Broker }
            when int.TryParse(resource.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _) => null,
        { Type: ConfigResourceType.Broker } => $"Node id must be an integer, but it is: {resource.Name}",
        _ => $"Resource type {resource.Type} has no settings here.",
    };

    private static string? NullFault(IReadOnlyCollection<ConfigOperation> operations)
    {
        var nulls = operations
            .Where(operation => operation.Type != ConfigOperationType.Delete && operation.Value is null)
            .Select(operation => operation.Name)
            .ToArray();
        return nulls.Length > 0 ? $"Null value not supported for : {string.Join(", ", nulls)}" : null;
    }

    private static ErrorCode FaultCode(ConfigResource resource) =>
        resource.Type == ConfigResourceType.Topic ? ErrorCode.InvalidConfig : ErrorCode.InvalidRequest;

    private (ErrorCode Error, string? Message, ConfigChange? Change) Resolve(ConfigResource resource, ConfigOperation operation)
    {
        if (operation.Type == ConfigOperationType.Delete)
        {
            return (ErrorCode.None, null, new ConfigChange { Name = operation.Name });
        }

        var isTopic = resource.Type == ConfigResourceType.Topic;
        var isKnown = (isTopic ? ConfigCatalog.Topics : ConfigCatalog.Brokers).TryGet(operation.Name, out var definition);
        if (operation.Type is ConfigOperationType.Append or ConfigOperationType.Subtract && definition?.Type != ConfigType.List)
        {
            var verb = operation.Type.ToString().ToUpperInvariant();
            return (ErrorCode.InvalidConfig, $"Can't {verb} to key {operation.Name} because its type is not LIST.", null);
        }

        if (!isTopic && BrokerRules.Fault(resource, operation.Name, definition) is { } fault)
        {
            return (ErrorCode.InvalidRequest, fault, null);
        }

        if (!isKnown)
        {
            return isTopic
                ? (ErrorCode.InvalidConfig, $"Unknown topic config name: {operation.Name}", null)
                : (ErrorCode.None, null, new ConfigChange { Name = operation.Name, Value = operation.Value });
        }

        return Resolve(resource, definition!, operation);
    }

    private (ErrorCode Error, string? Message, ConfigChange? Change) Resolve(
        ConfigResource resource, ConfigDefinition definition, ConfigOperation operation)
    {
        if (operation.Type == ConfigOperationType.Append && definition.Rule.IsElementMissing(operation.Value!))
        {
            return (FaultCode(resource), ConfigRule.ElementMissing(operation.Name).Reason, null);
        }

        var value = operation.Type == ConfigOperationType.Set ? operation.Value! : Merge(resource, definition, operation);
        return definition.Fault(value) is { } fault
            ? (FaultCode(resource), fault, null)
            : (ErrorCode.None, null, new ConfigChange { Name = operation.Name, Value = value });
    }

    private string Merge(ConfigResource resource, ConfigDefinition definition, ConfigOperation operation)
    {
        var current = ConfigRule.Elements(settings.SetOn(resource).GetValueOrDefault(definition.Name, definition.Default ?? ""));
        var named = ConfigRule.Elements(operation.Value!);
        var merged = operation.Type == ConfigOperationType.Append ? current.Union(named) : current.Except(named);
        return string.Join(',', merged);
    }

    /// <summary>Finds a fault in the combination of settings, each of which is valid.</summary>
    private string? FaultTogether(ConfigResource resource, List<ConfigChange> changes, bool replaceAll)
    {
        var before = settings.SetOn(resource);
        var after = (replaceAll ? ConfigCut.None : before).ToBuilder();
        foreach (var change in changes)
        {
            _ = change.Value is null ? after.Remove(change.Name) : (after[change.Name] = change.Value) is not null;
        }

        // A resource that is already too large may shrink in steps.
        var characters = Characters(after);
        return characters > CharactersMax && characters > Characters(before)
            ? $"The settings of one resource may have {CharactersMax} characters in all, not {characters}."
            : resource.Type == ConfigResourceType.Topic ? TopicFault(after.ToImmutable()) : null;
    }

    private static long Characters(IEnumerable<KeyValuePair<string, string>> set) =>
        set.Sum(setting => (long)setting.Key.Length + setting.Value.Length);

    private string? TopicFault(ImmutableSortedDictionary<string, string> set)
    {
        if (Value(set, "remote.storage.enable").Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.";
        }

        if (Characters(set) is > CharactersMax and var characters)
        {
            return $"The settings of one resource may have {CharactersMax} characters in all, not {characters}.";
        }

        var (min, max) = (Number("min.compaction.lag.ms"), Number("max.compaction.lag.ms"));
        return min > max ? $"conflict topic config setting min.compaction.lag.ms ({min}) > max.compaction.lag.ms ({max})" : null;

        long Number(string name) => long.Parse(Value(set, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the value in effect for a topic that has these settings.</summary>
    private string Value(ImmutableSortedDictionary<string, string> set, string name)
    {
        var definition = ConfigCatalog.Topics[name];
        var resolver = new ConfigResolver(settings, nodeId: null, FrozenDictionary<string, string>.Empty);
        var brokerValue = definition.BrokerName is null ? null : resolver.BrokerValue(definition.BrokerName);
        return (set.GetValueOrDefault(name) ?? brokerValue ?? definition.Default!).Trim();
    }
}

/// <summary>The outcome of checking a request: either the command to submit or an error.</summary>
public sealed record ConfigPlan(AlterConfigs? Command, ErrorCode Error, string? Message)
{
    internal static ConfigPlan Refused(ErrorCode error, string message) => new(null, error, message);
}

/// <summary>One change of an IncrementalAlterConfigs request.</summary>
public readonly record struct ConfigOperation(string Name, ConfigOperationType Type, string? Value);

/// <summary>The numbers are Kafka's, as on the wire.</summary>
public enum ConfigOperationType : sbyte
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}
