using System.CommandLine;
using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Connections;
using Garam.Protocol;

namespace Garam.Cli.Clusters;

/// <summary><c>garam cluster</c>: who answers at the other end.</summary>
internal static class ClusterCommand
{
    public const string Description = "Show the cluster: its id, its brokers and what they serve.";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("cluster", Description)
        {
            Examples =
            [
                new Example("garam cluster", "Shows the brokers, with a star at the controller."),
                new Example("garam cluster --apis", "Asks every broker which versions of which calls it serves, and shows them beside those that garam knows."),
                new Example("garam cluster --brokers kafka-1:9092 --json", "Shows another cluster, for programs."),
            ],
            Json = """
                {"clusterId": "KNs5…", "controllerId": 1, "brokers": [{"id": 1, "host": "127.0.0.1", "port": 9092, "rack": null,
                  "apis": [{"key": 0, "name": "Produce", "min": 0, "max": 13, "used": 13}]}]}
                """,
        };
        var apis = new Option<bool>("--apis") { Description = "Ask every broker for the versions that it serves" };
        command.Add(apis);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var document = await AskAsync(cluster, run.Parsed.GetValue(apis), run.Cancellation);
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, document, ClusterJson.Default.ClusterDocument);
            }
            else
            {
                ClusterView.Show(run.Screen, document);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<ClusterDocument> AskAsync(ClusterConnection cluster, bool withApis, CancellationToken cancellation)
    {
        var found = await cluster.AskAsync((admin, limited) => admin.DescribeClusterAsync(limited), cancellation);
        var brokers = new List<BrokerDocument>();
        foreach (var broker in found.Brokers)
        {
            var apis = withApis ? await cluster.AskAsync((admin, _) => admin.DescribeApisAsync(broker.Address), cancellation) : null;
            brokers.Add(new BrokerDocument(broker.Id, broker.Address.Host, broker.Address.Port, broker.Rack, apis is null ? null : [.. apis.Select(Document)]));
        }

        return new ClusterDocument(found.ClusterId, found.ControllerId, brokers);
    }

    private static ApiDocument Document(ServedApi api)
    {
        var known = ApiVersionTable.Find(api.Key);
        var used = known is null ? -1 : Math.Min(known.Max, api.Max);
        return new ApiDocument(
            (int)api.Key,
            Enum.IsDefined(api.Key) ? api.Key.ToString() : ((int)api.Key).ToString(CultureInfo.InvariantCulture),
            api.Min,
            api.Max,
            known is not null && used >= api.Min && used >= known.Decodable ? used : null);
    }
}
