using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary>Finds the groups that a user names.</summary>
internal static class GroupLookup
{
    /// <summary>
    /// The type of groups whose members share a partition (KIP-932). They have no committed offsets: brokers keep the state of each record.
    /// </summary>
    public const string ShareType = "share";

    public static Task<IReadOnlyList<GroupListing>> ListAsync(ClusterConnection cluster, CancellationToken cancellation) =>
        cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).ListAsync(limited), cancellation);

    /// <summary>
    /// Finds groups by names and patterns, each once, in the order of the names. A group may have any name: if one is named like a pattern,
    /// the pattern means that group and no other.
    /// </summary>
    /// <param name="cluster">The cluster to ask.</param>
    /// <param name="names">Names and patterns (<see cref="NamePattern"/>).</param>
    /// <param name="mayBeAbsent">Ignores groups that do not exist.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">A group does not exist; the message suggests the nearest name.</exception>
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

    /// <summary>Gives Kafka's name of the error that the cluster answered for a partition; null if it did what it was asked.</summary>
    public static string? ErrorOf(IReadOnlyDictionary<TopicPartition, ErrorCode> codes, string topic, int partition) =>
        codes.GetValueOrDefault(new TopicPartition(topic, partition)) is not ErrorCode.None and var code ? code.KafkaName : null;

    private static CommandException Missing(ClusterConnection cluster, string name, IEnumerable<string> known) => new(
        ExitCode.NotFound,
        NamePattern.IsPattern(name)
            ? $"no group at {cluster.Target} matches '{name}'."
            : $"there is no group '{name}' at {cluster.Target}.{Suggestion.For(name, known)}");
}
