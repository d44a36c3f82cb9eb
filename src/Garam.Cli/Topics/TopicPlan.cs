using System.Globalization;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>The steps from what a cluster has to what a file describes. Pure: making a plan changes nothing.</summary>
internal sealed class TopicPlan
{
    private readonly List<string> _problems = [];
    private readonly List<TopicStep> _steps = [];

    private TopicPlan()
    {
    }

    public IReadOnlyList<TopicStep> Steps => _steps;

    /// <summary>Demands of the file that no cluster can meet.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public IEnumerable<TopicStep> Work => _steps.Where(step => step.Action != TopicAction.None);

    public int Count(TopicAction action) => _steps.Count(step => step.Action == action);

    /// <param name="wanted">The file's topics.</param>
    /// <param name="existing">All topics that the plan may touch, by name.</param>
    /// <param name="prune">Deletes topics, and settings of topics, that the file does not name.</param>
    public static TopicPlan Make(IReadOnlyList<TopicSpec> wanted, IReadOnlyDictionary<string, ExistingTopic> existing, bool prune)
    {
        var plan = new TopicPlan();
        foreach (var spec in wanted.OrderBy(spec => spec.Name, StringComparer.Ordinal))
        {
            plan._steps.Add(existing.TryGetValue(spec.Name, out var topic) ? plan.Change(spec, topic, prune) : Create(spec));
        }

        if (prune)
        {
            var named = wanted.Select(spec => spec.Name).ToHashSet();
            plan._steps.AddRange(existing.Values.Where(topic => !topic.Topic.IsInternal && !named.Contains(topic.Topic.Name))
                .Select(topic => new TopicStep(topic.Topic.Name, TopicAction.Delete, [])).OrderBy(
                    step => step.Name, StringComparer.Ordinal));
        }

        return plan;
    }

    private static TopicStep Create(TopicSpec spec)
    {
        var changes = new List<FieldChange>();
        Add(changes, TopicStep.PartitionsField, null, spec.Partitions);
        Add(changes, TopicStep.ReplicationField, null, spec.ReplicationFactor);
        changes.AddRange(
            spec.Configs.Where(config => config.Value is not null).Select(config => new FieldChange(config.Key, null, config.Value)));
        return new TopicStep(spec.Name, TopicAction.Create, changes);
    }

    private TopicStep Change(TopicSpec spec, ExistingTopic existing, bool prune)
    {
        var changes = new List<FieldChange>();
        var has = existing.Topic.Partitions.Count;
        if (spec.Partitions is { } partitions && partitions != has)
        {
            Add(changes, TopicStep.PartitionsField, has, partitions);
            if (partitions < has)
            {
                _problems.Add($"{spec.Origin}: topic '{spec.Name}' has {has} partitions and cannot shrink to {partitions}.");
            }
        }

        if (spec.ReplicationFactor is { } replicas && replicas != existing.Topic.ReplicationFactor)
        {
            _problems.Add(
                $"{spec.Origin}: topic '{spec.Name}' has replication factor {existing.Topic.ReplicationFactor}, which cannot be changed "
                + $"to {replicas} here.");
        }

        changes.AddRange(ConfigChanges(spec, existing, prune));
        return new TopicStep(spec.Name, changes.Count == 0 ? TopicAction.None : TopicAction.Change, changes);
    }

    /// <summary>Only the topic's own settings count as set: a default with the same value may change one day.</summary>
    private static IEnumerable<FieldChange> ConfigChanges(TopicSpec spec, ExistingTopic existing, bool prune)
    {
        foreach (var (name, value) in spec.Configs)
        {
            var set = Own(existing, name);
            if (set?.Value != value)
            {
                yield return new FieldChange(name, set?.Value, value);
            }
        }

        var own = existing.Configs.Values.Where(entry => entry.Source == ConfigSource.Topic);
        foreach (var entry in own.Where(entry => prune && !spec.Configs.ContainsKey(entry.Name)))
        {
            yield return new FieldChange(entry.Name, entry.Value, null);
        }
    }

    private static ConfigEntry? Own(ExistingTopic existing, string name) =>
        existing.Configs.TryGetValue(name, out var entry) && entry.Source == ConfigSource.Topic ? entry : null;

    private static void Add(List<FieldChange> changes, string field, int? from, int? to)
    {
        if (to is not null)
        {
            changes.Add(
                new FieldChange(field, from?.ToString(CultureInfo.InvariantCulture), to.Value.ToString(CultureInfo.InvariantCulture)));
        }
    }
}

/// <summary>A topic as the cluster has it, with every setting by name.</summary>
internal sealed record ExistingTopic(TopicDescription Topic, IReadOnlyDictionary<string, ConfigEntry> Configs);

/// <summary>The change of one topic.</summary>
internal sealed record TopicStep(string Name, TopicAction Action, IReadOnlyList<FieldChange> Changes)
{
    public const string PartitionsField = "partitions";
    public const string ReplicationField = "replication-factor";

    public IEnumerable<FieldChange> ConfigChanges => Changes.Where(change => change.Field is not (PartitionsField or ReplicationField));

    public string? ValueOf(string field) => Changes.FirstOrDefault(change => change.Field == field)?.To;
}

/// <param name="Field">"partitions" or the name of a setting.</param>
/// <param name="From">The value now; null if there is none, or the default applies.</param>
/// <param name="To">The new value; null asks for the default.</param>
internal sealed record FieldChange(string Field, string? From, string? To);

internal enum TopicAction
{
    None,
    Create,
    Change,
    Delete,
}
