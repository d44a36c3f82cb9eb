using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Protocol;

namespace Garam.Cli.Clusters;

/// <summary>A cluster for people.</summary>
internal static class ClusterView
{
    public static void Show(Screen screen, ClusterDocument cluster)
    {
        screen.Say($"Cluster {cluster.ClusterId ?? "without an id"}");
        var hasRacks = cluster.Brokers.Any(broker => broker.Rack is not null);
        TableColumn[] columns = [new TableColumn("BROKER", IsNumber: true), new TableColumn("ADDRESS"), .. hasRacks ? new[] { new TableColumn("RACK") } : []];
        var table = new TableView(columns);
        foreach (var broker in cluster.Brokers)
        {
            var star = broker.Id == cluster.ControllerId ? "*" : "";
            table.Add([star + Number(broker.Id), Address(broker), .. hasRacks ? new[] { broker.Rack ?? "" } : []]);
        }

        table.Write(screen);
        foreach (var broker in cluster.Brokers.Where(broker => broker.Apis is not null))
        {
            screen.Say("");
            screen.Say($"Broker {Number(broker.Id)} serves");
            ShowApis(screen, broker.Apis!);
        }
    }

    private static void ShowApis(Screen screen, IReadOnlyList<ApiDocument> apis)
    {
        var table = new TableView(new TableColumn("KEY", IsNumber: true), new TableColumn("API"), new TableColumn("VERSIONS"), new TableColumn("USED", IsNumber: true));
        foreach (var api in apis)
        {
            table.Add(Number(api.Key), api.Name, $"{Number(api.Min)}-{Number(api.Max)}", api.Used is { } used ? Number(used) : "-");
        }

        table.Write(screen);
    }

    private static string Address(BrokerDocument broker) => new HostPort(broker.Host, broker.Port).ToString();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
