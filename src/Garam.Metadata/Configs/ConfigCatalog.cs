using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Garam.Protocol;

namespace Garam.Metadata.Configs;

/// <summary>
/// The settings that Apache Kafka 4.3.1 has for topics and brokers, with types, defaults, rules and texts as its broker reports them, and
/// the few that only Garam has (garam.…). Read once, at first use.
/// </summary>
public sealed class ConfigCatalog
{
    private static readonly Lazy<ConfigCatalog> LazyTopics = new(() => Parse("topic-configs.json"));
    private static readonly Lazy<ConfigCatalog> LazyBrokers = new(() => Parse("broker-configs.json"));

    private readonly FrozenDictionary<string, ConfigDefinition> _byName;

    private ConfigCatalog(IReadOnlyList<ConfigDefinition> all)
    {
        All = all;
        _byName = all.ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);
    }

    public static ConfigCatalog Topics => LazyTopics.Value;

    public static ConfigCatalog Brokers => LazyBrokers.Value;

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<ConfigDefinition> All { get; }

    public ConfigDefinition this[string name] => _byName[name];

    public bool TryGet(string name, [NotNullWhen(true)] out ConfigDefinition? definition) => _byName.TryGetValue(name, out definition);

    private static ConfigCatalog Parse(string resource)
    {
        using var stream = typeof(ConfigCatalog).Assembly.GetManifestResourceStream(resource);
        Invariant.Check(stream is not null);
        using var document = JsonDocument.Parse(stream);
        return new ConfigCatalog([.. document.RootElement.EnumerateArray().Select(Definition)]);
    }

    private static ConfigDefinition Definition(JsonElement json)
    {
        var name = Text(json, "name")!;
        var type = Enum.Parse<ConfigType>(Text(json, "type")!, ignoreCase: true);
        var note = Text(json, "note");
        return new ConfigDefinition(name, type, note is null ? Text(json, "doc") ?? "" : $"{Text(json, "doc")} {note}")
        {
            Note = note,
            IsClusterWide = AlterableHere.Contains(name) || DefaultsOfTopics.Contains(name),
            Default = Text(json, "default"),
            BrokerName = Text(json, "broker"),
            IsDynamic = AlterableHere.Contains(name) || (json.TryGetProperty("dynamic", out _) && !ReadAtStart.Contains(name)),
            IsSensitive = json.TryGetProperty("sensitive", out _),
            Rule = Rule(json),
        };
    }

    /// <summary>Kafka reads these only when it starts. Here they are state and take effect at once.</summary>
    private static FrozenSet<string> AlterableHere { get; } = new[]
    {
        "auto.create.topics.enable",
        "default.replication.factor",
        "delete.topic.enable",
        "group.initial.rebalance.delay.ms",
        "group.max.session.timeout.ms",
        "group.max.size",
        "group.min.session.timeout.ms",
        "num.partitions",
        "offset.metadata.max.bytes",
        "offsets.retention.minutes",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The broker settings that <see cref="TopicSettings"/> falls back to.</summary>
    private static FrozenSet<string> DefaultsOfTopics { get; } = new[]
    {
        "garam.compressed.records.validation",
        "log.cleanup.policy",
        "log.message.timestamp.after.max.ms",
        "log.message.timestamp.before.max.ms",
        "log.message.timestamp.type",
        "log.retention.bytes",
        "log.retention.ms",
        "message.max.bytes",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Kafka alters these while it runs. Here the process reads them when it starts, so a change would be shown but not obeyed.
    /// </summary>
    private static FrozenSet<string> ReadAtStart { get; } = new[]
    {
        "listener.security.protocol.map",
        "listeners",
        "log.segment.delete.delay.ms",
        "max.connections",
        "producer.id.expiration.ms",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static ConfigRule Rule(JsonElement json) => new()
    {
        Min = Number(json, "min"),
        Max = Number(json, "max"),
        Also = Number(json, "also"),
        Values = json.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : null,
        IgnoresCase = json.TryGetProperty("ignoreCase", out _),
        IsThrottledReplicas = json.TryGetProperty("throttledReplicas", out _),
        MustNotBeEmpty = json.TryGetProperty("nonEmpty", out _),
    };

    private static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetDouble() : null;
}
