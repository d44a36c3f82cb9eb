using System.CommandLine;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups delete</c>.</summary>
internal static class DeleteGroups
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete", "Delete groups with their committed offsets.")
        {
            Details = "When one of the names is unknown, nothing is deleted. A group that has members is not deleted: stop them first.",
            Examples =
            [
                new Example("garam groups delete billing", "Deletes one group."),
                new Example("garam groups delete a b c --if-exists", "Deletes those of three groups that exist."),
            ],
            Json = """{"groups": ["billing"], "unchanged": [], "refused": [{"name": "audit", "error": "NON_EMPTY_GROUP"}]}""",
        };
        var names = new Argument<string[]>("GROUP") { Description = "Groups to delete", Arity = ArgumentArity.OneOrMore }.CompleteGroups();
        var ifExists = new Option<bool>("--if-exists") { Description = "Pass over groups that do not exist, and succeed" };
        command.Add(names);
        command.Add(ifExists);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var wanted = run.Parsed.GetValue(names)!.Distinct().ToArray();
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            if (!run.Parsed.GetValue(ifExists))
            {
                _ = await GroupLookup.FindAsync(cluster, wanted, run.Cancellation);
            }

            var deleted = await DeleteAsync(cluster, wanted, run.Cancellation);
            Show(run.Screen, output.IsJson(run), deleted);
            return deleted.Refused.Count > 0 ? ExitCode.Refused : ExitCode.Success;
        });
        return command;
    }

    private static async Task<DeletedGroups> DeleteAsync(ClusterConnection cluster, IEnumerable<string> names, CancellationToken cancellation)
    {
        List<string> gone = [];
        List<string> absent = [];
        List<RefusedGroup> refused = [];
        foreach (var name in names)
        {
            try
            {
                await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).DeleteAsync(name, limited), cancellation);
                gone.Add(name);
            }
            catch (KafkaException fault) when (fault.Code == ErrorCode.GroupIdNotFound)
            {
                absent.Add(name);
            }
            catch (KafkaException fault)
            {
                refused.Add(new RefusedGroup(name, fault.Code.KafkaName));
            }
        }

        return new DeletedGroups(gone, absent, refused);
    }

    private static void Show(Screen screen, bool isJson, DeletedGroups deleted)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, deleted, GroupsJson.Default.DeletedGroups);
        }

        foreach (var group in isJson ? [] : deleted.Groups)
        {
            screen.Out.WriteLine($"Deleted group '{group}'.");
        }

        foreach (var group in isJson ? [] : deleted.Unchanged)
        {
            screen.Out.WriteLine($"Group '{group}' does not exist.");
        }

        foreach (var group in deleted.Refused)
        {
            var reason = group.Error == ErrorCode.NonEmptyGroup.KafkaName ? "it has members; stop them first" : group.Error;
            screen.Complain($"group '{group.Name}' is not deleted: {reason}.");
        }
    }
}
