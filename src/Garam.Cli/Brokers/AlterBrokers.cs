using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Cli.Topics;

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
                Without a number a setting is changed for all brokers. Every change is checked before the first one is made. In a Garam only what is set for all
                brokers counts.
                """,
            Examples =
            [
                new Example("garam brokers alter --config message.max.bytes=2097152", "Sets a default for every topic of the cluster."),
                new Example("garam brokers alter --delete-config message.max.bytes", "Takes it away, so that the default counts again."),
                new Example("garam brokers alter 1 2 --config log.cleaner.threads=2 --brokers kafka-1:9092", "Sets it for two brokers of an Apache Kafka."),
            ],
            Json = """{"brokers": [null]}""",
        };
        var ids = BrokersCommand.Ids();
        var changes = new ConfigChangeFlags(command, "A setting, as in message.max.bytes=2097152; may be repeated");
        command.Arguments.Add(ids);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var asked = changes.Read(run);
            if (asked.Length == 0)
            {
                throw new CommandException(ExitCode.Usage, "nothing to alter: give --config or --delete-config.");
            }

            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var brokers = await BrokersCommand.FindAsync(cluster, run.Parsed.GetValue(ids)!, run.Cancellation);
            foreach (var validateOnly in Passes)
            {
                foreach (var id in brokers)
                {
                    await cluster.AskAsync((admin, limited) => admin.AlterBrokerConfigsAsync(id, asked, validateOnly, limited), run.Cancellation);
                    if (!validateOnly && !output.IsJson(run))
                    {
                        run.Screen.Say($"Altered {BrokersCommand.Show(id)}.");
                    }
                }
            }

            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, new AlteredBrokers(brokers), BrokersJson.Default.AlteredBrokers);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
