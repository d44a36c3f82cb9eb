using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Connecting;

/// <summary>Topics that a person named.</summary>
internal static class TopicLookup
{
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
