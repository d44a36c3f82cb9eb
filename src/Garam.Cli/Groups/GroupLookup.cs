using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Groups;

/// <summary>Groups that a person named.</summary>
internal static class GroupLookup
{
    /// <summary>Of groups in which several members share a partition (KIP-932). They have no committed offsets: brokers keep the state of each record.</summary>
    public const string ShareType = "share";

    public static Task<IReadOnlyList<GroupListing>> ListAsync(ClusterConnection cluster, CancellationToken cancellation) =>
        cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).ListAsync(limited), cancellation);

    /// <summary>
    /// Finds groups by names and patterns, each once, in the order of the names. A group may have any name: one that is called like a pattern is
    /// meant by it, and no other.
    /// </summary>
    /// <param name="cluster">Asked.</param>
    /// <param name="names">See <see cref="NamePattern"/>.</param>
    /// <param name="mayBeAbsent">Passes over what does not exist.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">One does not exist: the nearest name is suggested.</exception>
    public static async Task<IReadOnlyList<GroupListing>> MatchAsync(
        ClusterConnection cluster, IEnumerable<string> names, bool mayBeAbsent, CancellationToken cancellation)
    {
        var known = (await ListAsync(cluster, cancellation)).ToDictionary(group => group.GroupId);
        return [.. names.SelectMany(Find).DistinctBy(group => group.GroupId)];

        IEnumerable<GroupListing> Find(string name)
        {
            GroupListing[] found = known.TryGetValue(name, out var group) ? [group]
                : NamePattern.IsPattern(name) ? [.. known.Values.Where(other => NamePattern.Matches(name, other.GroupId))]
                : [];
            return found.Length > 0 || mayBeAbsent ? found : throw Missing(cluster, name, known.Keys);
        }
    }

    private static CommandException Missing(ClusterConnection cluster, string name, IEnumerable<string> known) =>
        new(ExitCode.NotFound, NamePattern.IsPattern(name) ? $"no group at {cluster.Target} matches '{name}'." : $"there is no group '{name}' at {cluster.Target}.{Suggestion.For(name, known)}");
}
