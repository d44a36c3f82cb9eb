using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Cli.Topics;
using Garam.Client.Admin;

namespace Garam.Cli.Brokers;

/// <summary><c>garam brokers describe</c>.</summary>
internal static class DescribeBrokers
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("describe", "Show the settings of brokers.")
        {
            Examples =
            [
                new Example("garam brokers describe", "Shows the settings of all brokers."),
                new Example("garam brokers describe 1", "Shows the settings of a broker that differ from the default."),
                new Example(
                    "garam brokers describe 1 --all-configs --json | jq '.brokers[0].configs[] | select(.readOnly | not) | .name'",
                    "Prints the names of the settings that can be changed while the broker runs."),
            ],
            Json = """
                {"brokers": [{"id": 1, "configs": [{"name": "message.max.bytes", "value": "2097152", "source": "all-brokers",
                  "readOnly": false, "sensitive": false}]}]}
                """,
        };
        var ids = BrokersCommand.Ids();
        var all = new Option<bool>("--all-configs") { Description = "Show every setting, not only those that differ from the default" };
        command.Add(ids);
        command.Add(all);
        return command.Asks(
            run => (Ids: run.Parsed.GetValue(ids)!, WithDefaults: run.Parsed.GetValue(all)),
            (cluster, asked, cancellation) => AskAsync(cluster, asked.Ids, asked.WithDefaults, cancellation),
            BrokersJson.Default.BrokerSettingsList,
            (run, list) => Show(run.Screen, list));
    }

    private static async Task<BrokerSettingsList> AskAsync(
        ClusterConnection cluster, string[] ids, bool withDefaults, CancellationToken cancellation)
    {
        var brokers = new List<BrokerSettings>();
        foreach (var id in await BrokersCommand.FindAsync(cluster, ids, cancellation))
        {
            var configs = await cluster.AskAsync((admin, limited) => admin.DescribeBrokerConfigsAsync(id, limited), cancellation);
            brokers.Add(new BrokerSettings(id, [.. configs.Where(config => withDefaults || IsSet(config, id)).Select(ConfigDetails.From)]));
        }

        return new BrokerSettingsList(brokers);
    }

    /// <summary>A server may list every setting of all brokers together, with the default if nothing is set.</summary>
    private static bool IsSet(ConfigEntry config, int? broker) =>
        broker is null ? config.Source == ConfigSource.AllBrokers : config.Source != ConfigSource.Default;

    private static void Show(Screen screen, BrokerSettingsList list)
    {
        foreach (var broker in list.Brokers)
        {
            var name = BrokersCommand.Show(broker.Id);
            if (broker.Configs.Count == 0)
            {
                screen.Remark($"Nothing is set for {name}; --all-configs shows the defaults.");
                continue;
            }

            screen.Say($"Settings of {name}");
            var table = new TableView(new TableColumn("SETTING"), new TableColumn("VALUE"), new TableColumn("SOURCE"));
            foreach (var config in broker.Configs)
            {
                table.Add(config.Name, config.Shown, config.Source);
            }

            table.Write(screen);
        }
    }
}
