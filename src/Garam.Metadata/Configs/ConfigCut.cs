using System.Collections.Immutable;

namespace Garam.Metadata.Configs;

/// <summary>Every setting that somebody made, at one moment. Never changed: it is read without the replica's lock.</summary>
public sealed class ConfigCut
{
    internal static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> _resources;

    internal ConfigCut(ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> resources) => _resources = resources;

    /// <summary>On this resource itself, by name.</summary>
    public ImmutableSortedDictionary<string, string> SetOn(ConfigResource resource) => _resources.GetValueOrDefault(resource, None);
}
