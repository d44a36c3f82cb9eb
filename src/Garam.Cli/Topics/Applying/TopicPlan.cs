using System.Globalization;
using Garam.Client.Admin;

namespace Garam.Cli.Topics.Applying;

/// <summary>The way from what a cluster has to what a file wants. Pure; making it changes nothing.</summary>
internal sealed class TopicPlan
{
    private readonly List<string> _problems = [];
    private readonly List<TopicStep> _steps = [];

    private TopicPlan()
    {
    }

    public IReadOnlyList<TopicStep> Steps => _steps;

    /// <summary>What the file wants and no cluster can do.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public IEnumerable<TopicStep> Work => _steps.Where(step => step.Action != TopicAction.None);

    public int Count(TopicAction action) => _steps.Count(step => step.Action == action);

    /// <param name="wanted">The file's topics.</param>
    /// <param name="existing">All topics that the plan may touch, by name.</param>
    /// <param name="prune">Topics, and topics' own settings, that the file does not name are to go.</param>
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
                .Select(topic => new TopicStep(topic.Topic.Name, TopicAction.Delete, [])).OrderBy(step => step.Name, StringComparer.Ordinal));
        }

        return plan;
    }

    private static TopicStep Create(TopicSpec spec)
    {
        var changes = new List<FieldChange>();
        Add(changes, TopicStep.PartitionsField, null, spec.Partitions);
        Add(changes, TopicStep.ReplicationField, null, spec.ReplicationFactor);
        changes.AddRange(spec.Configs.Where(config => config.Value is not null).Select(config => new FieldChange(config.Key, null, config.Value)));
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
                _problems.Add($"{spec.Origin}: topic '{spec.Name}' has {has} partitions and cannot shrink to {partitions}: partitions cannot be taken away.");
            }
        }

        if (spec.ReplicationFactor is { } replicas && replicas != existing.Topic.ReplicationFactor)
        {
            _problems.Add($"{spec.Origin}: topic '{spec.Name}' has replication factor {existing.Topic.ReplicationFactor}; it cannot be changed to {replicas} here.");
        }

        changes.AddRange(ConfigChanges(spec, existing, prune));
        return new TopicStep(spec.Name, changes.Count == 0 ? TopicAction.None : TopicAction.Change, changes);
    }

    /// <summary>Only the topic's own settings count as set: a default that happens to be the same may change one day.</summary>
    private static IEnumerable<FieldChange> ConfigChanges(TopicSpec spec, ExistingTopic existing, bool prune)
    {
        foreach (var (name, value) in spec.Configs)
        {
            var own = Own(existing, name);
            if (own?.Value != value)
            {
                yield return new FieldChange(name, own?.Value, value);
            }
        }

        foreach (var entry in existing.Configs.Values.Where(entry => prune && entry.Source == ConfigSource.Topic && !spec.Configs.ContainsKey(entry.Name)))
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
            changes.Add(new FieldChange(field, from?.ToString(CultureInfo.InvariantCulture), to.Value.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
