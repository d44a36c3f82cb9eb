using System.CommandLine;
using System.Text.Json.Serialization;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Cli.Topics;
using Garam.Client.Admin;

namespace Garam.Cli.Brokers;

/// <summary>The document that <c>garam brokers describe --json</c> prints.</summary>
internal sealed record BrokerSettingsList(IReadOnlyList<BrokerSettings> Brokers);

/// <param name="Id">Null: what is set for all brokers.</param>
/// <param name="Configs">By name.</param>
internal sealed record BrokerSettings(int? Id, IReadOnlyList<ConfigDetails> Configs);

/// <summary>The document that <c>garam brokers alter --json</c> prints.</summary>
/// <param name="Brokers">Those that were altered; null stands for all.</param>
internal sealed record AlteredBrokers(IReadOnlyList<int?> Brokers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(BrokerSettingsList))]
[JsonSerializable(typeof(AlteredBrokers))]
internal sealed partial class BrokersJson : JsonSerializerContext;

/// <summary><c>garam brokers describe</c>.</summary>
internal static class DescribeBrokers
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("describe", "Show the settings of brokers.")
        {
            Examples =
            [
                new Example("garam brokers describe", "Shows what is set for all brokers."),
                new Example("garam brokers describe 1", "Shows what a broker's settings are where they are not the default."),
                new Example("garam brokers describe 1 --all-configs --json | jq '.brokers[0].configs[] | select(.readOnly | not) | .name'", "Prints the names of the settings that can be changed while the broker runs."),
            ],
            Json = """{"brokers": [{"id": 1, "configs": [{"name": "message.max.bytes", "value": "2097152", "source": "all-brokers", "readOnly": false, "sensitive": false}]}]}""",
        };
        var ids = BrokersCommand.Ids();
        var all = new Option<bool>("--all-configs") { Description = "Show every setting, not only those that differ from the default" };
        command.Add(ids);
        command.Add(all);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var isAll = run.Parsed.GetValue(all);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var brokers = new List<BrokerSettings>();
            foreach (var id in await BrokersCommand.FindAsync(cluster, run.Parsed.GetValue(ids)!, run.Cancellation))
            {
                var configs = await cluster.AskAsync((admin, limited) => admin.DescribeBrokerConfigsAsync(id, limited), run.Cancellation);
                brokers.Add(new BrokerSettings(id, [.. configs.Where(config => isAll || IsSet(config, id)).Select(ConfigDetails.From)]));
            }

            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, new BrokerSettingsList(brokers), BrokersJson.Default.BrokerSettingsList);
            }
            else
            {
                brokers.ForEach(broker => Show(run.Screen, broker));
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>A server may list every setting for all brokers together, with its default where nothing is set.</summary>
    private static bool IsSet(ConfigEntry config, int? broker) => broker is null ? config.Source == ConfigSource.AllBrokers : config.Source != ConfigSource.Default;

    private static void Show(Screen screen, BrokerSettings broker)
    {
        var who = BrokersCommand.Show(broker.Id);
        if (broker.Configs.Count == 0)
        {
            screen.Remark($"Nothing is set for {who}; --all-configs shows the defaults.");
            return;
        }

        screen.Say($"Settings of {who}");
        var table = new TableView(new TableColumn("SETTING"), new TableColumn("VALUE"), new TableColumn("SOURCE"));
        foreach (var config in broker.Configs)
        {
            table.Add(config.Name, config.Value ?? (config.Sensitive ? "(secret)" : ""), config.Source);
        }

        table.Write(screen);
    }
}
