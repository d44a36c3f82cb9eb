using System.CommandLine;
using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;

namespace Garam.Cli.Brokers;

/// <summary><c>garam brokers</c>: settings of brokers.</summary>
internal static class BrokersCommand
{
    public const string Description = "Show and change the settings of brokers.";

    public static ToolCommand Create() => new("brokers", Description)
    {
        DescribeBrokers.Create(),
        AlterBrokers.Create(),
    };

    /// <summary>Null stands for all brokers together, which is what is meant where none is named.</summary>
    public static Argument<string[]> Ids() => new("BROKER")
    {
        Description = "Numbers of brokers, as `garam cluster` shows them [default: what is set for all brokers]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <exception cref="CommandException">The cluster has no such broker.</exception>
    public static async Task<IReadOnlyList<int?>> FindAsync(ClusterConnection cluster, string[] written, CancellationToken cancellation)
    {
        int[] ids = [.. written.Select(Parse)];
        if (ids.Length == 0)
        {
            return [null];
        }

        var found = await cluster.AskAsync((admin, limited) => admin.DescribeClusterAsync(limited), cancellation);
        int[] known = [.. found.Brokers.Select(broker => broker.Id)];
        return ids.Except(known).FirstOrDefault(-1) is >= 0 and var missing
            ? throw new CommandException(ExitCode.NotFound, $"there is no broker {missing} at {cluster.Target}; there {(known.Length == 1 ? "is" : "are")} {string.Join(", ", known)}.")
            : [.. ids.Distinct().Cast<int?>()];
    }

    public static string Show(int? id) => id is { } number ? $"broker {number}" : "all brokers";

    private static int Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new CommandException(ExitCode.Usage, $"'{text}' is not the number of a broker.");
}
