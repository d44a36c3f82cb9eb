using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Client.Connections;
using Garam.Protocol;

namespace Garam.Cli.Clusters;

/// <summary>The document that <c>garam cluster --json</c> prints.</summary>
internal sealed record ClusterDocument(string? ClusterId, int ControllerId, IReadOnlyList<BrokerDocument> Brokers);

/// <summary>A broker. <c>Apis</c> is null unless they were asked for.</summary>
internal sealed record BrokerDocument(int Id, string Host, int Port, string? Rack, IReadOnlyList<ApiDocument>? Apis);

/// <summary>
/// A call that a broker serves. <c>Used</c> is the version that this client speaks with it, or null if they have none in common.
/// </summary>
internal sealed record ApiDocument(int Key, string Name, int Min, int Max, int? Used);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ClusterDocument))]
internal sealed partial class ClusterJson : JsonSerializerContext;

/// <summary><c>garam cluster</c>.</summary>
internal static class ClusterCommand
{
    public const string Description = "Show the cluster: its id, its brokers and the API versions they serve.";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("cluster", Description)
        {
            Examples =
            [
                new Example("garam cluster", "Shows the brokers, with a star at the controller."),
                new Example("garam cluster --apis", "Also shows the API versions that every broker serves, beside those that garam uses."),
                new Example("garam cluster --brokers kafka-1:9092 --json", "Shows another cluster, for programs."),
            ],
            Json = """
                {"clusterId": "KNs5…", "controllerId": 1, "brokers": [{"id": 1, "host": "127.0.0.1", "port": 9092, "rack": null,
                  "apis": [{"key": 0, "name": "Produce", "min": 0, "max": 13, "used": 13}]}]}
                """,
        };
        var apis = new Option<bool>("--apis") { Description = "Ask every broker for the API versions that it serves" };
        command.Add(apis);
        return command.Asks(
            run => run.Parsed.GetValue(apis), AskAsync, ClusterJson.Default.ClusterDocument, (run, document) => ClusterView.Show(
                run.Screen, document));
    }

    private static async Task<ClusterDocument> AskAsync(ClusterConnection cluster, bool withApis, CancellationToken cancellation)
    {
        var found = await cluster.AskAsync((admin, limited) => admin.DescribeClusterAsync(limited), cancellation);
        var brokers = new List<BrokerDocument>();
        foreach (var broker in found.Brokers)
        {
            var apis = withApis
                ? await cluster.AskAsync((admin, limited) => admin.DescribeApisAsync(broker.Address, limited), cancellation)
                : null;
            brokers.Add(new BrokerDocument(
                broker.Id, broker.Address.Host, broker.Address.Port, broker.Rack, apis is null ? null : [.. apis.Select(Document)]));
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
