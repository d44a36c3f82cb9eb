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

    /// <summary>What the cluster lists of these names, each once, in the order of the names.</summary>
    /// <exception cref="CommandException">One does not exist: the nearest name is suggested.</exception>
    public static async Task<IReadOnlyList<GroupListing>> FindAsync(ClusterConnection cluster, IEnumerable<string> names, CancellationToken cancellation)
    {
        var known = (await ListAsync(cluster, cancellation)).ToDictionary(group => group.GroupId);
        return [.. names.Distinct().Select(name => known.TryGetValue(name, out var group) ? group : throw Missing(cluster, name, known.Keys))];
    }

    private static CommandException Missing(ClusterConnection cluster, string name, IEnumerable<string> known) =>
        new(ExitCode.NotFound, $"there is no group '{name}' at {cluster.Target}.{Suggestion.For(name, known)}");
}
