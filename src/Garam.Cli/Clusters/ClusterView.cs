using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Protocol;

namespace Garam.Cli.Clusters;

/// <summary>Shows a cluster to people.</summary>
internal static class ClusterView
{
    public static void Show(Screen screen, ClusterDocument cluster)
    {
        screen.Say($"Cluster {cluster.ClusterId ?? "without an id"}");
        var hasRacks = cluster.Brokers.Any(broker => broker.Rack is not null);
        TableColumn[] columns = [new TableColumn("BROKER", IsNumber: true), new TableColumn("ADDRESS")];
        var table = new TableView(hasRacks ? [.. columns, new TableColumn("RACK")] : columns);
        foreach (var broker in cluster.Brokers)
        {
            var star = broker.Id == cluster.ControllerId ? "*" : "";
            table.Add([star + Amounts.Number(broker.Id), Address(broker), .. hasRacks ? new[] { broker.Rack ?? "" } : []]);
        }

        table.Write(screen);
        foreach (var broker in cluster.Brokers.Where(broker => broker.Apis is not null))
        {
            screen.Say("");
            screen.Say($"Broker {Amounts.Number(broker.Id)} serves");
            ShowApis(screen, broker.Apis!);
        }
    }

    private static void ShowApis(Screen screen, IReadOnlyList<ApiDocument> apis)
    {
        var table = new TableView(
            new TableColumn("KEY", IsNumber: true), new TableColumn("API"), new TableColumn("VERSIONS"), new TableColumn(
                "USED", IsNumber: true));
        foreach (var api in apis)
        {
            table.Add(Amounts.Number(api.Key), api.Name, $"{Amounts.Number(api.Min)}-{Amounts.Number(api.Max)}", Amounts.Number(api.Used));
        }

        table.Write(screen);
    }

    private static string Address(BrokerDocument broker) => new HostPort(broker.Host, broker.Port).ToString();
}
