using System.Collections.Frozen;
using System.Globalization;

namespace Garam.Metadata.Configs;

/// <summary>
/// The settings of a topic that have an effect here, ready to use. The settings of a single broker are ignored: leaders are virtual and
/// move, so the behaviour of a topic would depend on chance.
/// </summary>
public sealed record TopicSettings
{
    /// <summary>-1 keeps records forever.</summary>
    public required long RetentionMs { get; init; }

    /// <summary>Limits one partition; -1 for no limit.</summary>
    public required long RetentionBytes { get; init; }

    public required int MaxMessageBytes { get; init; }

    public required bool UsesLogAppendTime { get; init; }

    public required long TimestampBeforeMaxMs { get; init; }

    public required long TimestampAfterMaxMs { get; init; }

    public required bool IsCompacted { get; init; }

    /// <summary>Compressed batches are decompressed and checked record by record, as in Kafka.</summary>
    public required bool ValidatesCompressedRecords { get; init; }

    /// <summary>Retention applies. With cleanup.policy=compact alone nothing is deleted by age or size.</summary>
    public required bool IsDeleted { get; init; }

    internal static TopicSettings Resolve(ConfigTable table, string topic)
    {
        var resolver = new ConfigResolver(table.Cut(), nodeId: null, FrozenDictionary<string, string>.Empty);
        var policies = ConfigRule.Elements(Value("cleanup.policy")).ToArray();
        return new TopicSettings
        {
            RetentionMs = Number("retention.ms"),
            RetentionBytes = Number("retention.bytes"),
            MaxMessageBytes = (int)Number("max.message.bytes"),
            UsesLogAppendTime = Value("message.timestamp.type") == "LogAppendTime",
            TimestampBeforeMaxMs = Number("message.timestamp.before.max.ms"),
            TimestampAfterMaxMs = Number("message.timestamp.after.max.ms"),
            IsCompacted = policies.Contains("compact"),
            ValidatesCompressedRecords = Value("garam.compressed.records.validation") == "full",
            IsDeleted = policies.Contains("delete"),
        };

        string Value(string name) => resolver.Topic(topic, ConfigCatalog.Topics[name]).Value!.Trim();
        long Number(string name) => long.Parse(Value(name), NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
