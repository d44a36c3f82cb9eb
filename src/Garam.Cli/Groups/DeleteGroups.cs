using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups delete</c>.</summary>
internal sealed class DeleteGroups(ClusterConnection cluster, IReadOnlyList<GroupListing> found, IReadOnlyList<string> absent)
    : PlannedChange<DeletedGroups>(GroupsJson.Default.DeletedGroups)
{
    private readonly List<string> _deleted = [];
    private readonly List<string> _absent = [.. absent];
    private readonly List<RefusedGroup> _refused = [];

    protected override bool HasWork => found.Count > 0;

    protected override bool IsShownOnlyToAsk => true;

    protected override string Question =>
        found.Count == 1
            ? "Delete this group and its committed offsets?"
            : $"Delete these {found.Count} groups and their committed offsets?";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete", "Delete groups and their committed offsets.")
        {
            Details = $"""
                If a name is unknown, nothing is deleted. In names, {NamePattern.Explained}.
                A group with members is not deleted: stop them first. {ConsentFlag.Explained}.
                """,
            Examples =
            [
                new Example("garam groups delete billing", "Shows the group, and asks."),
                new Example(
                    "garam groups delete 'console-consumer-*' --yes",
                    "Deletes every group whose name begins with console-consumer-."),
                new Example("garam groups delete a b c --if-exists --yes", "Deletes those of three groups that exist."),
            ],
            Json = """{"done": true, "groups": ["billing"], "unchanged": [], "refused": [{"name": "audit", "error": "NON_EMPTY_GROUP"}]}""",
        };
        var names = new Argument<string[]>("GROUP")
        {
            Description = "Groups to delete, or patterns",
            Arity = ArgumentArity.OneOrMore,
        }.CompleteGroups();
        var ifExists = new Option<bool>("--if-exists") { Description = "Ignore groups that do not exist" };
        command.Add(names);
        command.Add(ifExists);
        return command.Plans(
            run => (Names: run.Parsed.GetValue(names)!.Distinct().ToArray(), IfExists: run.Parsed.GetValue(ifExists)),
            (cluster, asked, cancellation) => PlanAsync(cluster, asked.Names, asked.IfExists, cancellation));
    }

    protected override Task ShowPlanAsync(Screen screen, CancellationToken cancellation)
    {
        var table = new TableView(new TableColumn("GROUP"), new TableColumn("STATE"), new TableColumn("TYPE"));
        foreach (var group in found)
        {
            table.Add(group.GroupId, group.State.Length > 0 ? group.State : "?", group.Type.Length > 0 ? group.Type : "?");
        }

        table.Write(screen);
        return Task.CompletedTask;
    }

    protected override async Task CarryOutAsync(Action<string> say, CancellationToken cancellation)
    {
        foreach (var name in found.Select(group => group.GroupId))
        {
            try
            {
                await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).DeleteAsync(name, limited), cancellation);
                _deleted.Add(name);
            }
            catch (KafkaException fault) when (fault.Code == ErrorCode.GroupIdNotFound)
            {
                _absent.Add(name);
            }
            catch (KafkaException fault) when (fault.Fault == KafkaFault.Refused)
            {
                _refused.Add(new RefusedGroup(name, fault.Code.KafkaName));
            }
        }
    }

    protected override DeletedGroups Document(bool isDone) =>
        isDone || !HasWork ? new(true, _deleted, _absent, _refused) : new(false, [.. found.Select(group => group.GroupId)], _absent, []);

    protected override void ShowResult(Screen screen, DeletedGroups document)
    {
        foreach (var group in document.Done ? document.Groups : [])
        {
            screen.Say($"Deleted group '{group}'.");
        }

        foreach (var group in document.Done ? document.Unchanged : [])
        {
            screen.Say($"Group '{group}' does not exist.");
        }
    }

    protected override IEnumerable<string> RefusalsIn(DeletedGroups document) => document.Refused.Select(group =>
        $"group '{group.Name}' was not deleted: {Reason(group.Error)}.");

    private static string Reason(string error) => error == ErrorCode.NonEmptyGroup.KafkaName ? "it has members; stop them first" : error;

    private static async Task<PlannedChange> PlanAsync(
        ClusterConnection cluster, string[] names, bool ifExists, CancellationToken cancellation)
    {
        var found = await GroupLookup.MatchAsync(cluster, names, ifExists, cancellation);
        return new DeleteGroups(
            cluster, found, [.. names.Where(name => !NamePattern.IsPattern(name)).Except(found.Select(group => group.GroupId))]);
    }
}
