using System.CommandLine;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

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
                new Example("garam groups list --type consumer share", "Shows those of the newer group protocols."),
                new Example("garam groups list --state Empty --json | jq -r '.groups[].name'", "Prints the names of groups without members."),
            ],
            Json = """{"groups": [{"name": "billing", "state": "Stable", "type": "classic", "protocolType": "consumer"}]}""",
        };
        var state = new Option<string[]>("--state") { Description = "Only groups in these states, as Stable or Empty", HelpName = "STATE", AllowMultipleArgumentsPerToken = true };
        var type = new Option<string[]>("--type") { Description = "Only groups of these types: classic, consumer, share or streams", HelpName = "TYPE", AllowMultipleArgumentsPerToken = true };
        type.CompletionSources.Add("classic", "consumer", "share", "streams");
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
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, new GroupList(rows), GroupsJson.Default.GroupList);
            }
            else
            {
                Show(run.Screen, rows);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static bool IsWanted(string name, string[] wanted) => wanted.Length == 0 || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static void Show(Screen screen, GroupRow[] rows)
    {
        if (rows.Length == 0)
        {
            screen.Remark("There are no such groups. `garam consume TOPIC --group NAME` makes one.");
            return;
        }

        var table = new TableView(new TableColumn("GROUP"), new TableColumn("STATE"), new TableColumn("TYPE"), new TableColumn("PROTOCOL"));
        foreach (var row in rows)
        {
            table.Add(row.Name, row.State ?? "?", row.Type ?? "?", row.ProtocolType.Length > 0 ? row.ProtocolType : "-");
        }

        table.Write(screen);
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
