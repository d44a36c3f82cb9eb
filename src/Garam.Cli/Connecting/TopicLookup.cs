using System.IO.Enumeration;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Connecting;

/// <summary>Finds the topics that a user names.</summary>
internal static class TopicLookup
{
    /// <summary>
    /// Finds topics by names and patterns, each once: first the named ones in their order, then those that a pattern matches. No pattern
    /// matches the cluster's own topics.
    /// </summary>
    /// <param name="cluster">The cluster to ask.</param>
    /// <param name="names">Names and patterns (<see cref="NamePattern"/>).</param>
    /// <param name="mayBeAbsent">Ignores topics that do not exist.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">A topic does not exist, or a pattern matches nothing.</exception>
    public static async Task<IReadOnlyList<TopicDescription>> MatchAsync(
        ClusterConnection cluster, IReadOnlyCollection<string> names, bool mayBeAbsent, CancellationToken cancellation)
    {
        string[] literal = [.. names.Where(name => !NamePattern.IsPattern(name))];
        var found = mayBeAbsent
            ? await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(literal, limited), cancellation)
            : await FindAsync(cluster, literal, cancellation);
        string[] patterns = [.. names.Where(NamePattern.IsPattern)];
        if (patterns.Length == 0)
        {
            return found;
        }

        var all = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(null, limited), cancellation);
        var matched = patterns.ToDictionary(
            pattern => pattern, pattern => all.Where(topic => !topic.IsInternal && NamePattern.Matches(pattern, topic.Name)).ToArray());
        return !mayBeAbsent && matched.FirstOrDefault(match => match.Value.Length == 0).Key is { } unmatched
            ? throw new CommandException(ExitCode.NotFound, $"no topic at {cluster.Target} matches '{unmatched}'.")
            : [.. found.Concat(matched.Values.SelectMany(topics => topics)).DistinctBy(topic => topic.Name)];
    }

    /// <summary>Finds the topics of these names, each once, in the order of the names.</summary>
    /// <exception cref="CommandException">A topic does not exist; the message suggests the nearest name.</exception>
    public static async Task<IReadOnlyList<TopicDescription>> FindAsync(
        ClusterConnection cluster, IEnumerable<string> names, CancellationToken cancellation)
    {
        var wanted = names.Distinct().ToArray();
        var described = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(wanted, limited), cancellation);
        var found = described.ToDictionary(topic => topic.Name);
        var missing = wanted.Where(name => !found.ContainsKey(name)).ToArray();
        if (missing.Length == 0)
        {
            return [.. wanted.Select(name => found[name])];
        }

        var all = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(null, limited), cancellation);
        var known = all.Select(topic => topic.Name).ToArray();
        throw new CommandException(
            ExitCode.NotFound,
            missing.Length == 1
                ? $"there is no topic '{missing[0]}' at {cluster.Target}.{Suggestion.For(missing[0], known)}"
                : $"there are no topics {string.Join(", ", missing.Select(name => $"'{name}'"))} at {cluster.Target}.");
    }

    /// <summary>Returns the partitions that can be asked for offsets at the moment.</summary>
    public static IEnumerable<TopicPartition> PartitionsWithLeader(TopicDescription topic) =>
        topic.Partitions.Where(partition => partition.Leader >= 0).Select(partition => new TopicPartition(topic.Name, partition.Partition));
}

/// <summary>Matches names as a shell does: <c>*</c> for any characters, <c>?</c> for one. No topic has either in its name.</summary>
internal static class NamePattern
{
    /// <summary>For help pages, after "In names,".</summary>
    public const string Explained = "* matches any characters and ? matches one; quote them for the shell";

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
