using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Cli.Topics;
using Garam.Client.Admin;

namespace Garam.Cli.Brokers;

/// <summary><c>garam brokers alter</c>.</summary>
internal static class AlterBrokers
{
    /// <summary>Every broker checks the change before the first one makes it.</summary>
    private static readonly bool[] Passes = [true, false];

    public static ToolCommand Create()
    {
        var command = new ToolCommand("alter", "Change settings of brokers while they run.")
        {
            Details = """
                Without a number, a setting changes for all brokers. Every change is checked before the first one is made. Garam applies
                only what is set for all brokers.
                """,
            Examples =
            [
                new Example("garam brokers alter --config message.max.bytes=2097152", "Sets a default for every topic of the cluster."),
                new Example(
                    "garam brokers alter --delete-config message.max.bytes",
                    "Removes it, so that the built-in default applies again."),
                new Example(
                    "garam brokers alter 1 2 --config log.cleaner.threads=2 --brokers kafka-1:9092",
                    "Sets it for two brokers of an Apache Kafka cluster."),
            ],
            Json = """{"brokers": [null]}""",
        };
        var ids = BrokersCommand.Ids();
        var changes = new ConfigChangeFlags(command, "A setting, such as message.max.bytes=2097152; may be repeated");
        command.Arguments.Add(ids);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var asked = Read(run, changes);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var brokers = await BrokersCommand.FindAsync(cluster, run.Parsed.GetValue(ids)!, run.Cancellation);
            await AlterAsync(cluster, brokers, asked, output.Progress(run), run.Cancellation);
            output.Write(run, new AlteredBrokers(brokers), BrokersJson.Default.AlteredBrokers, static (_, _) => { });
            return ExitCode.Success;
        });
        return command;
    }

    private static ConfigChange[] Read(CommandRun run, ConfigChangeFlags changes) => changes.Read(run) is { Length: > 0 } asked
        ? asked
        : throw new CommandException(ExitCode.Usage, "nothing to alter: give --config or --delete-config.");

    /// <summary>Names each broker as it is altered, so that the lines before a refusal show which ones were.</summary>
    private static async Task AlterAsync(
        ClusterConnection cluster, IReadOnlyList<int?> brokers, ConfigChange[] changes, Action<string> say, CancellationToken cancellation)
    {
        foreach (var validateOnly in Passes)
        {
            foreach (var id in brokers)
            {
                await cluster.AskAsync((admin, limited) => admin.AlterBrokerConfigsAsync(id, changes, validateOnly, limited), cancellation);
                if (!validateOnly)
                {
                    say($"Altered {BrokersCommand.Show(id)}.");
                }
            }
        }
    }
}
