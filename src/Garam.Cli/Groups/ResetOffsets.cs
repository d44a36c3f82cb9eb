using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Groups;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups reset-offsets</c>.</summary>
internal sealed class ResetOffsets(
    ClusterConnection cluster, ResetPlan plan, string? members) : PlannedChange<ResetPlan>(GroupsJson.Default.ResetPlan)
{
    private ResetPlan? _result;

    protected override bool HasWork => plan.Partitions.Any(step => step.From != step.To);

    protected override string Question => $"Set these offsets of group '{plan.Group}'?";

    protected override string? Obstacle =>
        members is null ? null : $"group '{plan.Group}' has {members}: its offsets cannot be reset until they stop.";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("reset-offsets", "Move the committed offsets of a group.")
        {
            Details = $"""
                Offsets stay within what each log holds. A group that does not exist yet is created. A group with members is left alone,
                because they would commit their own offsets over these. The plan is shown first. {ConsentFlag.Explained} if there is
                something to do.
                """,
            Examples =
            [
                new Example(
                    "garam groups reset-offsets billing --topic orders --to start",
                    "Shows what reading all of a topic again would change."),
                new Example(
                    "garam groups reset-offsets billing --all-topics --to '2h ago' --yes",
                    "Goes back two hours in everything that the group reads."),
                new Example("garam groups reset-offsets billing --topic orders --partition 3 --to +1 --yes", "Skips one record."),
            ],
            Json = """
                {"group": "billing", "executed": false,
                  "partitions": [{"topic": "orders", "partition": 0, "from": 100, "to": 0, "error": null}]}
                """,
        };
        var to = new Option<string>("--to")
        {
            Description = $"start, end, an offset, +N or -N to move by N records, or a time ({TimeText.Forms})",
            HelpName = "POSITION",
            Required = true,
        };
        var flags = new OffsetFlags(command);
        command.Add(to);
        return command.Plans(
            run => new Request(
                flags.Read(run), PositionText.ParseReset(run.Parsed.GetValue(to)!, "--to", DateTimeOffset.UtcNow), ConsentFlag.IsGiven(
                    run)),
            PlanAsync);
    }

    protected override Task ShowPlanAsync(Screen screen, CancellationToken cancellation)
    {
        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("FROM", IsNumber: true),
            new TableColumn("TO", IsNumber: true));
        foreach (var step in plan.Partitions)
        {
            table.Add(step.Topic, Amounts.Number(step.Partition), Amounts.Number(step.From), Amounts.Number(step.To));
        }

        table.Write(screen);
        return Task.CompletedTask;
    }

    protected override async Task CarryOutAsync(Action<string> say, CancellationToken cancellation)
    {
        var offsets = plan.Partitions.ToDictionary(
            step => new TopicPartition(step.Topic, step.Partition), step => new CommittedOffset(step.To));
        var admin = new GroupAdminClient(cluster.Client);
        var codes = await cluster.AskAsync((_, limited) => admin.AlterOffsetsAsync(plan.Group, offsets, limited), cancellation);
        _result = plan with
        {
            Executed = true,
            Partitions = [.. plan.Partitions.Select(step => step with { Error = GroupLookup.ErrorOf(codes, step.Topic, step.Partition) })],
        };
    }

    protected override ResetPlan Document(bool isDone) => _result ?? plan;

    protected override void ShowResult(Screen screen, ResetPlan document)
    {
        if (document.Executed)
        {
            var set = document.Partitions.Count(step => step.Error is null);
            screen.Say($"Done: {Amounts.Plural(set, "offset")} of group '{document.Group}' {(set == 1 ? "is" : "are")} set.");
        }
        else if (!HasWork)
        {
            screen.Say("There is nothing to change.");
        }
    }

    protected override IEnumerable<string> RefusalsIn(ResetPlan document) =>
        document.Partitions.Where(step => step.Error is not null).Select(
            step => $"{step.Topic}-{step.Partition} was not changed: {Reason(step.Error!)}.");

    private static string Reason(string error) =>
        error == ErrorCode.UnknownMemberId.KafkaName ? "the group has members; stop them first" : error;

    private static async Task<PlannedChange> PlanAsync(ClusterConnection cluster, Request request, CancellationToken cancellation)
    {
        var group = request.Selection.Group;
        await CheckHasOffsetsAsync(cluster, group, cancellation);
        var members = await MembersAsync(cluster, group, cancellation);
        return members is null || !request.IsAgreed
            ? new ResetOffsets(cluster, await ResetPlanner.PlanAsync(cluster, request.Selection, request.To, cancellation), members)
            : throw new CommandException(ExitCode.Refused, $"group '{group}' has {members}; stop them first, then reset its offsets.");
    }

    private static async Task CheckHasOffsetsAsync(ClusterConnection cluster, string name, CancellationToken cancellation)
    {
        var groups = await GroupLookup.ListAsync(cluster, cancellation);
        if (groups.Any(group => group.GroupId == name && group.Type == GroupLookup.ShareType))
        {
            throw new CommandException(
                ExitCode.Refused,
                $"group '{name}' is a share group: it has no committed offsets. Kafka's kafka-share-groups.sh sets where it starts.");
        }
    }

    /// <summary>Describes the members; null if there are none.</summary>
    private static async Task<string?> MembersAsync(ClusterConnection cluster, string group, CancellationToken cancellation)
    {
        var admin = new GroupAdminClient(cluster.Client);
        var described = (await cluster.AskAsync((_, limited) => admin.DescribeAsync([group], limited), cancellation)).Single();
        if (described.Members.Count == 0)
        {
            return null;
        }

        var members = described.Members.Count == 1 ? "a member" : $"{described.Members.Count} members";
        var places = described.Members.Select(member => $"{member.ClientId} at {member.Host}").Distinct().Take(3);
        return $"{members} ({string.Join(", ", places)})";
    }

    private sealed record Request(OffsetSelection Selection, Position To, bool IsAgreed);
}
