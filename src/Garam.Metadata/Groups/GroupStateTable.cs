using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Garam.Metadata.Groups;

/// <summary>
/// Every group of the virtual cluster, with its durable state. Part of the cluster state: guarded by its lock, changed only by commands.
/// </summary>
public sealed class GroupStateTable
{
    private readonly ImmutableSortedDictionary<string, GroupState>.Builder _groups =
        ImmutableSortedDictionary.CreateBuilder<string, GroupState>(StringComparer.Ordinal);

    public int Count => _groups.Count;

    /// <summary>The members of all groups.</summary>
    public int MemberCount { get; private set; }

    /// <summary>The estimated memory of all groups (see <see cref="GroupSizes"/>).</summary>
    public long Bytes { get; private set; }

    /// <summary>Captures the groups by id, ordinal. Later commands do not change the result.</summary>
    public ImmutableSortedDictionary<string, GroupState> Capture() => _groups.ToImmutable();

    public bool TryGet(string groupId, [NotNullWhen(true)] out GroupState? group) => _groups.TryGetValue(groupId, out group);

    internal void Set(GroupState group)
    {
        Tally(_groups.GetValueOrDefault(group.GroupId), -1);
        _groups[group.GroupId] = group;
        Tally(group, +1);
    }

    internal void Remove(string groupId)
    {
        Tally(_groups.GetValueOrDefault(groupId), -1);
        _groups.Remove(groupId);
    }

    private void Tally(GroupState? group, int sign)
    {
        if (group is not null)
        {
            MemberCount += sign * group.Members.Count;
            Bytes += sign * group.Bytes;
        }
    }
}
