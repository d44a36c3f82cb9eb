using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Clusters;

/// <summary><c>garam cluster</c>: who answers at the other end.</summary>
public static class ClusterCommand
{
    public const string Description = "Show the cluster: its id and its brokers.";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("cluster", Description)
        {
            Examples =
            [
                new Example("garam cluster", "Shows the cluster at 127.0.0.1:9092."),
                new Example("garam cluster --brokers kafka-1:9092 --json", "The same of another cluster, for programs."),
            ],
            Json = """{"clusterId": "…", "brokers": [{"id": 0, "host": "127.0.0.1", "port": 9092}]}""",
        };
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var metadata = cluster.Client.Metadata;
            var document = new ClusterDocument(metadata.ClusterId, [.. metadata.Brokers.OrderBy(broker => broker.Key).Select(broker => new BrokerDocument(broker.Key, broker.Value.Host, broker.Value.Port))]);
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, document, ClusterJson.Default.ClusterDocument);
            }
            else
            {
                Show(run.Screen, document);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Show(Screen screen, ClusterDocument cluster)
    {
        screen.Out.WriteLine($"Cluster {cluster.ClusterId}");
        var table = new TableView(new TableColumn("BROKER", IsNumber: true), new TableColumn("ADDRESS"));
        foreach (var broker in cluster.Brokers)
        {
            table.Add($"{broker.Id}", $"{broker.Host}:{broker.Port}");
        }

        table.Write(screen);
    }
}
