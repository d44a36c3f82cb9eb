using System.Globalization;
using Garam.Metadata.Commands.Configs;
using Garam.Metadata.Commands.Topics;
using Garam.Protocol;

namespace Garam.Metadata.Configs;

/// <summary>
/// Turns requests to change settings into commands: validates with Kafka's messages and resolves appends and subtracts. It runs
/// before the journal, because catalogs may differ between programs and what Apply means may not. Guarded by the replica's lock.
/// </summary>
public sealed class ConfigPlanner(ConfigTable table)
{
    /// <summary>IncrementalAlterConfigs; or AlterConfigs, which sets what it names and deletes the rest.</summary>
    public ConfigPlan Plan(ConfigResource resource, IEnumerable<ConfigOperation> operations, bool replaceAll)
    {
        if (ResourceFault(resource) is { } fault)
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

        var command = new AlterConfigs
        {
            ResourceTypeValue = (sbyte)resource.Type,
            ResourceName = resource.Name,
            ReplaceAll = replaceAll,
            Changes = [.. changes],
        };
        return new ConfigPlan(command, ErrorCode.None, null);
    }

    /// <summary>Null when a topic may be created with these settings.</summary>
    public static string? Fault(IEnumerable<ConfigValue> topicConfigs) => topicConfigs
        .Select(config => ConfigCatalog.Topics.TryGet(config.Name, out var definition)
            ? definition.Fault(config.Value)
            : $"Unknown topic config name: {config.Name}")
        .FirstOrDefault(fault => fault is not null);

    private static string? ResourceFault(ConfigResource resource) => resource switch
    {
        { Type: ConfigResourceType.Topic, Name: "" } => "Default topic resources are not allowed.",
        { Type: ConfigResourceType.Topic } or { Type: ConfigResourceType.Broker, Name: "" } => null,
        { Type: ConfigResourceType.Broker } when int.TryParse(resource.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _) => null,
        { Type: ConfigResourceType.Broker } => $"Node id must be an integer, but it is: {resource.Name}",
        _ => $"Resource type {resource.Type} has no settings here.",
    };

    private (ErrorCode Error, string? Message, ConfigChange? Change) Resolve(ConfigResource resource, ConfigOperation operation)
    {
        var isTopic = resource.Type == ConfigResourceType.Topic;
        var isKnown = (isTopic ? ConfigCatalog.Topics : ConfigCatalog.Brokers).TryGet(operation.Name, out var definition);
        if (operation.Type == ConfigOperationType.Delete)
        {
            return (ErrorCode.None, null, new ConfigChange { Name = operation.Name });
        }

        if (!isKnown)
        {
            return isTopic
                ? (ErrorCode.InvalidConfig, $"Unknown topic config name: {operation.Name}", null)
                : (ErrorCode.None, null, new ConfigChange { Name = operation.Name, Value = operation.Value });
        }

        if (!isTopic && !definition!.IsDynamic)
        {
            return (ErrorCode.InvalidRequest, $"Cannot update these configs dynamically: [{operation.Name}]", null);
        }

        return Resolve(resource, definition!, operation);
    }

    private (ErrorCode Error, string? Message, ConfigChange? Change) Resolve(
        ConfigResource resource, ConfigDefinition definition, ConfigOperation operation)
    {
        if (operation.Value is null)
        {
            return (ErrorCode.InvalidRequest, $"Null value not supported for : {operation.Name}", null);
        }

        var value = operation.Value;
        if (operation.Type is ConfigOperationType.Append or ConfigOperationType.Subtract)
        {
            if (definition.Type != ConfigType.List)
            {
                var verb = operation.Type.ToString().ToUpperInvariant();
                return (ErrorCode.InvalidConfig, $"Can't {verb} to key {operation.Name} because its type is not LIST.", null);
            }

            value = Merge(resource, definition, operation);
        }

        var error = resource.Type == ConfigResourceType.Topic ? ErrorCode.InvalidConfig : ErrorCode.InvalidRequest;
        return definition.Fault(value) is { } fault
            ? (error, fault, null)
            : (ErrorCode.None, null, new ConfigChange { Name = operation.Name, Value = value });
    }

    private string Merge(ConfigResource resource, ConfigDefinition definition, ConfigOperation operation)
    {
        var current = ConfigRule.Elements(table.SetOn(resource).GetValueOrDefault(definition.Name, definition.Default ?? ""));
        var named = ConfigRule.Elements(operation.Value!);
        var merged = operation.Type == ConfigOperationType.Append ? current.Union(named) : current.Except(named);
        return string.Join(',', merged);
    }
}
