using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Connecting;

/// <summary>Topics that a person named.</summary>
internal static class TopicLookup
{
    /// <summary>
    /// Finds topics by names and patterns, each once: those of the names in their order, then those that a pattern matches. A pattern matches none of
    /// the cluster's own topics.
    /// </summary>
    /// <param name="cluster">Asked.</param>
    /// <param name="names">See <see cref="NamePattern"/>.</param>
    /// <param name="mayBeAbsent">Passes over what does not exist.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">One does not exist, or a pattern matches nothing.</exception>
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
        var matched = patterns.ToDictionary(pattern => pattern, pattern => all.Where(topic => !topic.IsInternal && NamePattern.Matches(pattern, topic.Name)).ToArray());
        return !mayBeAbsent && matched.FirstOrDefault(match => match.Value.Length == 0).Key is { } unmatched
            ? throw new CommandException(ExitCode.NotFound, $"no topic at {cluster.Target} matches '{unmatched}'.")
            : [.. found.Concat(matched.Values.SelectMany(topics => topics)).DistinctBy(topic => topic.Name)];
    }

    /// <summary>The topics of these names, each once, in the order of the names.</summary>
    /// <exception cref="CommandException">One does not exist: the nearest name is suggested.</exception>
    public static async Task<IReadOnlyList<TopicDescription>> FindAsync(ClusterConnection cluster, IEnumerable<string> names, CancellationToken cancellation)
    {
        var wanted = names.Distinct().ToArray();
        var found = (await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(wanted, limited), cancellation)).ToDictionary(topic => topic.Name);
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
}
