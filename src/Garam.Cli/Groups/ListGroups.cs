using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Groups;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups list</c>.</summary>
internal static class ListGroups
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("list", "List the groups of all brokers.")
        {
            Examples =
            [
                new Example("garam groups list", "Shows every group with its state and type."),
                new Example("garam groups list --lag", "Also shows how far behind each group is."),
                new Example("garam groups list --type consumer share", "Shows the groups that use the newer protocols."),
                new Example(
                    "garam groups list --state Empty --json | jq -r '.groups[].name'",
                    "Prints the names of groups without members."),
            ],
            Json = """{"groups": [{"name": "billing", "state": "Stable", "type": "classic", "protocolType": "consumer", "lag": null}]}""",
        };
        var state = Filter("--state", "Only groups in these states, such as Stable or Empty", "STATE");
        var type = Filter("--type", "Only groups of these types: classic, consumer, share or streams", "TYPE");
        type.CompletionSources.Add("classic", "consumer", "share", "streams");
        var lag = new Option<bool>("--lag")
        {
            Description = "Add up what each group has left to read, with one more request for each group",
        };
        command.Add(lag);
        command.Add(state);
        command.Add(type);
        return command.Asks(
            run => new Request(run.Parsed.GetValue(state) ?? [], run.Parsed.GetValue(type) ?? [], run.Parsed.GetValue(lag)),
            AskAsync,
            GroupsJson.Default.GroupList,
            (run, list) => Show(run.Screen, list, run.Parsed.GetValue(lag)));
    }

    private static Option<string[]> Filter(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, AllowMultipleArgumentsPerToken = true };

    private static async Task<GroupList> AskAsync(ClusterConnection cluster, Request request, CancellationToken cancellation)
    {
        GroupRow[] rows =
        [
            .. (await GroupLookup.ListAsync(cluster, cancellation))
                .Where(group => IsWanted(group.State, request.States) && IsWanted(group.Type, request.Types))
                .Select(group => new GroupRow(group.GroupId, OrNull(group.State), OrNull(group.Type), group.ProtocolType)),
        ];
        return new GroupList(request.WithLag ? await AddLagAsync(cluster, rows, cancellation) : rows);
    }

    /// <summary>Asks for the ends of all logs at once. Share groups have no committed offsets.</summary>
    private static async Task<GroupRow[]> AddLagAsync(ClusterConnection cluster, GroupRow[] rows, CancellationToken cancellation)
    {
        var admin = new GroupAdminClient(cluster.Client);
        var committed = new Dictionary<string, IReadOnlyDictionary<TopicPartition, CommittedOffset>>();
        foreach (var row in rows.Where(row => row.Type != GroupLookup.ShareType))
        {
            committed[row.Name] = await cluster.AskAsync((_, limited) => admin.FetchOffsetsAsync(row.Name, null, limited), cancellation);
        }

        TopicPartition[] partitions = [.. committed.Values.SelectMany(offsets => offsets.Keys).Distinct()];
        var logs = await GroupInspection.FindOffsetsAsync(cluster, partitions, cancellation);
        return
        [
            .. rows.Select(
                row => row with { Lag = committed.TryGetValue(row.Name, out var offsets) ? GroupInspection.LagOf(offsets, logs) : null }),
        ];
    }

    private static bool IsWanted(string name, string[] wanted) =>
        wanted.Length == 0 || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static void Show(Screen screen, GroupList list, bool hasLag)
    {
        if (list.Groups.Count == 0)
        {
            screen.Remark("There are no such groups. `garam consume TOPIC --group NAME` creates one.");
            return;
        }

        TableColumn[] columns = [new("GROUP"), new("STATE"), new("TYPE"), new("PROTOCOL")];
        var table = new TableView(hasLag ? [.. columns, new TableColumn("LAG", IsNumber: true)] : columns);
        foreach (var group in list.Groups)
        {
            string[] cells = [group.Name, group.State ?? "?", group.Type ?? "?", group.ProtocolType.Length > 0 ? group.ProtocolType : "-"];
            table.Add(hasLag ? [.. cells, Amounts.Number(group.Lag)] : cells);
        }

        table.Write(screen);
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;

    private sealed record Request(string[] States, string[] Types, bool WithLag);
}
