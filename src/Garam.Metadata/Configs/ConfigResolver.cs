using System.Globalization;

namespace Garam.Metadata.Configs;

/// <summary>
/// Decides which value of a setting is in effect: the topic's own, else the broker's, else the default of all brokers, else the value that
/// the process was started with, else Kafka's default. The setting of a single broker is ignored where the cluster has to agree.
/// </summary>
/// <param name="settings">The settings that were made.</param>
/// <param name="nodeId">The broker that answers; null for the values that all brokers share.</param>
/// <param name="startedWith">The values that this process was started with (listeners, directories, …), by Kafka's names.</param>
public sealed class ConfigResolver(ConfigCut settings, int? nodeId, IReadOnlyDictionary<string, string> startedWith)
{
    public EffectiveConfig Topic(string topic, ConfigDefinition definition)
    {
        List<ConfigSynonym> synonyms = [];
        if (settings.SetOn(ConfigResource.Topic(topic)).TryGetValue(definition.Name, out var value))
        {
            synonyms.Add(new ConfigSynonym(definition.Name, value, ConfigSource.DynamicTopic));
        }

        if (definition.BrokerName is not null)
        {
            AddBrokerSynonyms(ConfigCatalog.Brokers[definition.BrokerName], synonyms);
        }

        return Effective(definition, synonyms);
    }

    public EffectiveConfig Broker(ConfigDefinition definition)
    {
        List<ConfigSynonym> synonyms = [];
        AddBrokerSynonyms(definition, synonyms);
        return Effective(definition, synonyms);
    }

    public string? BrokerValue(string name) => Broker(ConfigCatalog.Brokers[name]).Value;

    public bool BrokerFlag(string name) => string.Equals(BrokerValue(name)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    public long BrokerNumber(string name) => long.Parse(BrokerValue(name)!, NumberStyles.Integer, CultureInfo.InvariantCulture);

    private static EffectiveConfig Effective(ConfigDefinition definition, List<ConfigSynonym> synonyms) => synonyms.Count > 0
        ? new EffectiveConfig(definition, synonyms[0].Value, synonyms[0].Source, synonyms)
        : new EffectiveConfig(definition, definition.Default, ConfigSource.Default, synonyms);

    private void AddBrokerSynonyms(ConfigDefinition definition, List<ConfigSynonym> synonyms)
    {
        var name = definition.Name;
        if (nodeId is { } node
            && !definition.IsClusterWide
            && settings.SetOn(ConfigResource.Broker(node)).TryGetValue(name, out var own))
        {
            synonyms.Add(new ConfigSynonym(name, own, ConfigSource.DynamicBroker));
        }

        if (settings.SetOn(ConfigResource.BrokerDefault).TryGetValue(name, out var common))
        {
            synonyms.Add(new ConfigSynonym(name, common, ConfigSource.DynamicDefaultBroker));
        }

        if (startedWith.TryGetValue(name, out var started))
        {
            synonyms.Add(new ConfigSynonym(name, started, ConfigSource.StaticBroker));
        }

        if (definition.Default is not null)
        {
            synonyms.Add(new ConfigSynonym(name, definition.Default, ConfigSource.Default));
        }
    }
}

/// <summary>The value of a setting that is in effect.</summary>
/// <param name="Definition">Defines the setting.</param>
/// <param name="Value">Null when nothing sets it and it has no default.</param>
/// <param name="Source">The place that the value comes from.</param>
/// <param name="Synonyms">Every place that sets it, the one in effect first.</param>
public sealed record EffectiveConfig(
    ConfigDefinition Definition, string? Value, ConfigSource Source, IReadOnlyList<ConfigSynonym> Synonyms);

/// <summary>A place that gives a setting its value, or would if no place before it did.</summary>
public readonly record struct ConfigSynonym(string Name, string Value, ConfigSource Source);

/// <summary>The numbers are Kafka's, as in the answer of DescribeConfigs.</summary>
public enum ConfigSource : sbyte
{
    DynamicTopic = 1,
    DynamicBroker = 2,
    DynamicDefaultBroker = 3,
    StaticBroker = 4,
    Default = 5,
}
