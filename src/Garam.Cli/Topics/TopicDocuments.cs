using System.Text.Json.Serialization;
using Garam.Client.Admin;
using Garam.Protocol;

namespace Garam.Cli.Topics;

/// <summary>The document that <c>garam topics list --json</c> prints.</summary>
internal sealed record TopicList(IReadOnlyList<TopicRow> Topics);

internal sealed record TopicRow(string Name, string? Id, int Partitions, int ReplicationFactor, bool Internal);

/// <summary>The document that <c>garam topics describe --json</c> prints.</summary>
internal sealed record TopicDetailsList(IReadOnlyList<TopicDetails> Topics);

internal sealed record TopicDetails(
    string Name,
    string? Id,
    bool Internal,
    int ReplicationFactor,
    IReadOnlyList<PartitionDetails> Partitions,
    IReadOnlyList<ConfigDetails> Configs);

/// <summary>A partition. Its offsets are null while it has no leader.</summary>
internal sealed record PartitionDetails(
    int Partition, int Leader, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync, long? Start, long? End);

/// <summary>A setting with the place that its value comes from.</summary>
internal sealed record ConfigDetails(string Name, string? Value, string Source, bool ReadOnly, bool Sensitive)
{
    /// <summary>The value for people.</summary>
    [JsonIgnore]
    public string Shown => Value ?? (Sensitive ? "(secret)" : "");

    public static ConfigDetails From(ConfigEntry config) =>
        new(config.Name, config.Value, NameOf(config.Source), config.IsReadOnly, config.IsSensitive);

    private static string NameOf(ConfigSource source) => source switch
    {
        ConfigSource.Topic => "topic",
        ConfigSource.Broker => "broker",
        ConfigSource.AllBrokers => "all-brokers",
        ConfigSource.BrokerFile => "broker-file",
        ConfigSource.Default => "default",
        _ => "other",
    };
}

/// <summary>The document that <c>garam topics create --json</c> and <c>garam topics alter --json</c> print.</summary>
internal sealed record ChangedTopics(IReadOnlyList<string> Topics, IReadOnlyList<string> Unchanged);

/// <summary>The document that <c>garam topics delete --json</c> prints.</summary>
/// <param name="Done">False if the user did not agree: then these are the topics that would be deleted.</param>
/// <param name="Topics">The deleted topics.</param>
/// <param name="Unchanged">Topics that did not exist.</param>
internal sealed record DeletedTopics(bool Done, IReadOnlyList<string> Topics, IReadOnlyList<string> Unchanged);

/// <summary>The document that <c>garam topics apply --json</c> prints.</summary>
internal sealed record PlanDocument(bool Applied, IReadOnlyList<PlanEntry> Topics)
{
    public static PlanDocument From(TopicPlan plan, bool applied) =>
        new(applied, [.. plan.Steps.Select(step => new PlanEntry(step.Name, PlanView.NameOf(step.Action), step.Changes))]);
}

internal sealed record PlanEntry(string Name, string Action, IReadOnlyList<FieldChange> Changes);

/// <summary>The document that <c>garam topics sizes --json</c> prints.</summary>
internal sealed record TopicSizeList(IReadOnlyList<TopicSize> Topics, long Bytes);

internal sealed record TopicSize(string Name, long Bytes, IReadOnlyList<PartitionSize> Partitions);

/// <summary>The bytes that a partition's leader keeps; null if the leader did not say.</summary>
internal sealed record PartitionSize(int Partition, long? Bytes);

/// <summary>The document that <c>garam topics offsets --json</c> prints.</summary>
internal sealed record OffsetList(string At, IReadOnlyList<OffsetAt> Partitions);

/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Offset">Null if there is no such record: nothing was written since that time, or ever.</param>
/// <param name="TimestampMs">The time of the record there, if the broker looked at it.</param>
internal sealed record OffsetAt(string Topic, int Partition, long? Offset, long? TimestampMs);

/// <summary>The document that <c>garam topics delete-records --json</c> prints.</summary>
/// <param name="Done">False if the user did not agree, or there is nothing to delete.</param>
/// <param name="Partitions">By topic and number.</param>
internal sealed record RecordDeletion(bool Done, IReadOnlyList<LogCut> Partitions)
{
    [JsonIgnore]
    public IEnumerable<LogCut> Work => Partitions.Where(cut => cut.Before > cut.Start);
}

/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Start">The start of the log before the deletion.</param>
/// <param name="End">The end of the log.</param>
/// <param name="Before">The first offset that stays.</param>
/// <param name="Error">Kafka's name of the error if the cluster refused; null if it did not.</param>
internal sealed record LogCut(string Topic, int Partition, long Start, long End, long Before, string? Error = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(TopicList))]
[JsonSerializable(typeof(TopicDetailsList))]
[JsonSerializable(typeof(ChangedTopics))]
[JsonSerializable(typeof(DeletedTopics))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(TopicSizeList))]
[JsonSerializable(typeof(OffsetList))]
[JsonSerializable(typeof(RecordDeletion))]
internal sealed partial class TopicsJson : JsonSerializerContext;

internal static class TopicIds
{
    /// <summary>Writes an id as Kafka's tools do; null if the broker is too old to have ids.</summary>
    public static string? ToText(this Uuid id) => id == default ? null : id.ToString();
}
