using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Garam.Metadata.Groups;

/// <summary>Every group of the virtual cluster. Part of the cluster state: guarded by its lock, changed by commands only.</summary>
public sealed class GroupTable
{
    private readonly ImmutableSortedDictionary<string, GroupState>.Builder _groups =
        ImmutableSortedDictionary.CreateBuilder<string, GroupState>(StringComparer.Ordinal);

    public int Count => _groups.Count;

    /// <summary>By group id, ordinal. A value: what it holds now, whatever happens next.</summary>
    public ImmutableSortedDictionary<string, GroupState> Capture() => _groups.ToImmutable();

    public bool TryGet(string groupId, [NotNullWhen(true)] out GroupState? group) => _groups.TryGetValue(groupId, out group);

    internal void Set(GroupState group) => _groups[group.GroupId] = group;

    internal void Remove(string groupId) => _groups.Remove(groupId);
}
