using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Cli.Topics;

namespace Garam.Cli.Brokers;

/// <summary>The document that <c>garam brokers describe --json</c> prints.</summary>
internal sealed record BrokerSettingsList(IReadOnlyList<BrokerSettings> Brokers);

/// <param name="Id">Null for the settings of all brokers.</param>
/// <param name="Configs">By name.</param>
internal sealed record BrokerSettings(int? Id, IReadOnlyList<ConfigDetails> Configs);

/// <summary>The document that <c>garam brokers alter --json</c> prints.</summary>
/// <param name="Brokers">The altered brokers; null stands for all.</param>
internal sealed record AlteredBrokers(IReadOnlyList<int?> Brokers);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(BrokerSettingsList))]
[JsonSerializable(typeof(AlteredBrokers))]
internal sealed partial class BrokersJson : JsonSerializerContext;

/// <summary><c>garam brokers</c>: settings of brokers.</summary>
internal static class BrokersCommand
{
    public const string Description = "Show and change the settings of brokers.";

    public static ToolCommand Create() => new("brokers", Description)
    {
        DescribeBrokers.Create(),
        AlterBrokers.Create(),
    };

    public static Argument<string[]> Ids() => new("BROKER")
    {
        Description = "Numbers of brokers, as `garam cluster` shows them [default: the settings of all brokers]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Finds the brokers. If none is named, the answer is a single null, which stands for all brokers together.</summary>
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
        if (ids.Except(known).FirstOrDefault(-1) is >= 0 and var missing)
        {
            var others = $"there {(known.Length == 1 ? "is" : "are")} {string.Join(", ", known)}";
            throw new CommandException(ExitCode.NotFound, $"there is no broker {missing} at {cluster.Target}; {others}.");
        }

        return [.. ids.Distinct().Cast<int?>()];
    }

    public static string Show(int? id) => id is { } number ? $"broker {number}" : "all brokers";

    private static int Parse(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new CommandException(ExitCode.Usage, $"'{text}' is not the number of a broker.");
}
