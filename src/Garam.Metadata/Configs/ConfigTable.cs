using System.Collections.Immutable;

namespace Garam.Metadata.Configs;

/// <summary>The settings that were made, by resource. Defaults are not state: the catalogs have them.</summary>
public sealed class ConfigTable
{
    private readonly ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>>.Builder _resources =
        ImmutableSortedDictionary.CreateBuilder<ConfigResource, ImmutableSortedDictionary<string, string>>();

    private readonly Dictionary<string, TopicSettings> _topicSettings = new(StringComparer.Ordinal);

    /// <summary>Returns the settings of this resource itself, by name.</summary>
    public ImmutableSortedDictionary<string, string> SetOn(ConfigResource resource) =>
        _resources.GetValueOrDefault(resource, ConfigCut.None);

    /// <summary>Costs a few references, so that work on many settings uses a cut and does not hold the lock.</summary>
    public ConfigCut Cut() => new(_resources.ToImmutable());

    /// <summary>Returns the settings in effect for a topic, ready to use. Resolved at the first call after a change.</summary>
    public TopicSettings SettingsOf(string topic)
    {
        if (!_topicSettings.TryGetValue(topic, out var settings))
        {
            _topicSettings.Add(topic, settings = TopicSettings.Resolve(this, topic));
        }

        return settings;
    }

    internal void Change(ConfigResource resource, bool replaceAll, IEnumerable<ConfigChange> changes)
    {
        var settings = (replaceAll ? ConfigCut.None : SetOn(resource)).ToBuilder();
        foreach (var change in changes)
        {
            if (change.Value is null)
            {
                settings.Remove(change.Name);
            }
            else
            {
                settings[change.Name] = change.Value;
            }
        }

        Restore(resource, settings.ToImmutable());
    }

    internal void Remove(ConfigResource resource) => Restore(resource, ConfigCut.None);

    internal void Restore(ConfigResource resource, ImmutableSortedDictionary<string, string> settings)
    {
        Forget(resource);
        if (settings.IsEmpty)
        {
            _resources.Remove(resource);
        }
        else
        {
            _resources[resource] = settings;
        }
    }

    internal static ImmutableSortedDictionary<string, string>.Builder NewSettings() => ConfigCut.None.ToBuilder();

    internal ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> Capture() => _resources.ToImmutable();

    /// <summary>A changed broker setting may be the default of every topic.</summary>
    private void Forget(ConfigResource changed)
    {
        if (changed.Type == ConfigResourceType.Topic)
        {
            _topicSettings.Remove(changed.Name);
        }
        else
        {
            _topicSettings.Clear();
        }
    }
}

/// <summary>Every setting that was made, at one moment. Immutable, so it is read without the replica's lock.</summary>
public sealed class ConfigCut
{
    internal static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> _resources;

    internal ConfigCut(ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> resources) =>
        _resources = resources;

    /// <summary>Returns the settings of this resource itself, by name.</summary>
    public ImmutableSortedDictionary<string, string> SetOn(ConfigResource resource) => _resources.GetValueOrDefault(resource, None);
}
