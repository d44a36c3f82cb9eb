using System.CommandLine;
using System.Globalization;
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
                new Example("garam groups list --lag", "Shows how far each group is behind, too."),
                new Example("garam groups list --type consumer share", "Shows those of the newer group protocols."),
                new Example("garam groups list --state Empty --json | jq -r '.groups[].name'", "Prints the names of groups without members."),
            ],
            Json = """{"groups": [{"name": "billing", "state": "Stable", "type": "classic", "protocolType": "consumer", "lag": null}]}""",
        };
        var state = new Option<string[]>("--state") { Description = "Only groups in these states, as Stable or Empty", HelpName = "STATE", AllowMultipleArgumentsPerToken = true };
        var type = new Option<string[]>("--type") { Description = "Only groups of these types: classic, consumer, share or streams", HelpName = "TYPE", AllowMultipleArgumentsPerToken = true };
        type.CompletionSources.Add("classic", "consumer", "share", "streams");
        var lag = new Option<bool>("--lag") { Description = "Add up what each group has still to read: one more question a group" };
        command.Add(lag);
        command.Add(state);
        command.Add(type);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var (states, types) = (run.Parsed.GetValue(state) ?? [], run.Parsed.GetValue(type) ?? []);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            GroupRow[] rows =
            [
                .. (await GroupLookup.ListAsync(cluster, run.Cancellation))
                    .Where(group => IsWanted(group.State, states) && IsWanted(group.Type, types))
                    .Select(group => new GroupRow(group.GroupId, OrNull(group.State), OrNull(group.Type), group.ProtocolType)),
            ];
            var hasLag = run.Parsed.GetValue(lag);
            rows = hasLag ? await AddLagAsync(cluster, rows, run.Cancellation) : rows;
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, new GroupList(rows), GroupsJson.Default.GroupList);
            }
            else
            {
                Show(run.Screen, rows, hasLag);
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The ends of all logs are asked for at once. Share groups have no committed offsets.</summary>
    private static async Task<GroupRow[]> AddLagAsync(ClusterConnection cluster, GroupRow[] rows, CancellationToken cancellation)
    {
        var admin = new GroupAdminClient(cluster.Client);
        var committed = new Dictionary<string, IReadOnlyDictionary<TopicPartition, CommittedOffset>>();
        foreach (var row in rows.Where(row => row.Type != GroupLookup.ShareType))
        {
            committed[row.Name] = await cluster.AskAsync((_, limited) => admin.FetchOffsetsAsync(row.Name, null, limited), cancellation);
        }

        var logs = await GroupInspection.FindOffsetsAsync(cluster, [.. committed.Values.SelectMany(offsets => offsets.Keys).Distinct()], cancellation);
        return [.. rows.Select(row => row with { Lag = committed.TryGetValue(row.Name, out var offsets) ? GroupInspection.LagOf(offsets, logs) : null })];
    }

    private static bool IsWanted(string name, string[] wanted) => wanted.Length == 0 || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static void Show(Screen screen, GroupRow[] rows, bool hasLag)
    {
        if (rows.Length == 0)
        {
            screen.Remark("There are no such groups. `garam consume TOPIC --group NAME` makes one.");
            return;
        }

        TableColumn[] columns = [new("GROUP"), new("STATE"), new("TYPE"), new("PROTOCOL"), .. hasLag ? new[] { new TableColumn("LAG", IsNumber: true) } : []];
        var table = new TableView(columns);
        foreach (var row in rows)
        {
            string[] cells = [row.Name, row.State ?? "?", row.Type ?? "?", row.ProtocolType.Length > 0 ? row.ProtocolType : "-"];
            table.Add(hasLag ? [.. cells, row.Lag?.ToString(CultureInfo.InvariantCulture) ?? "-"] : cells);
        }

        table.Write(screen);
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
