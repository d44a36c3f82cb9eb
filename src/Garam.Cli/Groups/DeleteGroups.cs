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
            Details = $"""
                When one of the names is unknown, nothing is deleted. In names {NamePattern.Explained}.
                A group that has members is not deleted: stop them first. Without --yes you are asked on a terminal; elsewhere nothing is done, and the exit code
                is 6.
                """,
            Examples =
            [
                new Example("garam groups delete billing", "Shows the group, and asks."),
                new Example("garam groups delete 'console-consumer-*' --yes", "Deletes every group whose name begins so."),
                new Example("garam groups delete a b c --if-exists --yes", "Deletes those of three groups that exist."),
            ],
            Json = """{"done": true, "groups": ["billing"], "unchanged": [], "refused": [{"name": "audit", "error": "NON_EMPTY_GROUP"}]}""",
        };
        var names = new Argument<string[]>("GROUP") { Description = "Groups to delete, or patterns", Arity = ArgumentArity.OneOrMore }.CompleteGroups();
        var ifExists = new Option<bool>("--if-exists") { Description = "Pass over groups that do not exist, and succeed" };
        command.Add(names);
        command.Add(ifExists);
        var consent = new ConsentFlag(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var isJson = output.IsJson(run);
            var wanted = run.Parsed.GetValue(names)!.Distinct().ToArray();
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var found = await GroupLookup.MatchAsync(cluster, wanted, run.Parsed.GetValue(ifExists), run.Cancellation);
            if (found.Count > 0 && !consent.IsGiven(run) && !isJson)
            {
                ShowPlan(run.Screen, found);
            }

            string[] doomed = [.. found.Select(group => group.GroupId)];
            string[] absent = [.. wanted.Where(name => !NamePattern.IsPattern(name)).Except(doomed)];
            var question = doomed.Length == 1 ? "Delete this group with its committed offsets?" : $"Delete these {doomed.Length} groups with their committed offsets?";
            var isDone = doomed.Length == 0 || await consent.AskAsync(run, question, isJson);
            var deleted = isDone ? await DeleteAsync(cluster, doomed, absent, run.Cancellation) : new DeletedGroups(false, doomed, absent, []);
            Show(run.Screen, isJson, deleted);
            return !isDone ? ExitCode.Pending : deleted.Refused.Count > 0 ? ExitCode.Refused : ExitCode.Success;
        });
        return command;
    }

    private static void ShowPlan(Screen screen, IReadOnlyList<GroupListing> groups)
    {
        var table = new TableView(new TableColumn("GROUP"), new TableColumn("STATE"), new TableColumn("TYPE"));
        foreach (var group in groups)
        {
            table.Add(group.GroupId, group.State.Length > 0 ? group.State : "?", group.Type.Length > 0 ? group.Type : "?");
        }

        table.Write(screen);
    }

    private static async Task<DeletedGroups> DeleteAsync(
        ClusterConnection cluster, IEnumerable<string> names, IEnumerable<string> unchanged, CancellationToken cancellation)
    {
        List<string> gone = [];
        List<string> absent = [.. unchanged];
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
            catch (KafkaException fault) when (fault.Fault == KafkaFault.Refused)
            {
                refused.Add(new RefusedGroup(name, fault.Code.KafkaName));
            }
        }

        return new DeletedGroups(true, gone, absent, refused);
    }

    private static void Show(Screen screen, bool isJson, DeletedGroups deleted)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, deleted, GroupsJson.Default.DeletedGroups);
        }

        foreach (var group in isJson || !deleted.Done ? [] : deleted.Groups)
        {
            screen.Say($"Deleted group '{group}'.");
        }

        foreach (var group in isJson || !deleted.Done ? [] : deleted.Unchanged)
        {
            screen.Say($"Group '{group}' does not exist.");
        }

        foreach (var group in deleted.Refused)
        {
            var reason = group.Error == ErrorCode.NonEmptyGroup.KafkaName ? "it has members; stop them first" : group.Error;
            screen.Complain($"group '{group.Name}' is not deleted: {reason}.");
        }
    }
}
