using System.CommandLine;
using System.Globalization;
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
internal static class ResetOffsets
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("reset-offsets", "Move the committed offsets of a group: a plan first, --yes does it.")
        {
            Details = """
                Offsets stay within what each log holds. Without --yes you are asked on a terminal; elsewhere nothing is done, and the exit code is 6 if there
                is something to do. A group that does not exist yet is created. While a group has members it is left alone, because they would commit their own offsets over these.
                """,
            Examples =
            [
                new Example("garam groups reset-offsets billing --topic orders --to start", "Shows what reading all of a topic again would change."),
                new Example("garam groups reset-offsets billing --all-topics --to '2h ago' --yes", "Goes back two hours in everything that the group reads."),
                new Example("garam groups reset-offsets billing --topic orders --partition 3 --to +1 --yes", "Steps over one record."),
            ],
            Json = """{"group": "billing", "executed": false, "partitions": [{"topic": "orders", "partition": 0, "from": 100, "to": 0, "error": null}]}""",
        };
        var to = new Option<string>("--to")
        {
            Description = $"start, end, an offset, +N or -N to move by N records, or a time ({TimeText.Forms})",
            HelpName = "POSITION",
            Required = true,
        };
        var flags = new OffsetFlags(command);
        command.Add(to);
        var consent = new ConsentFlag(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var request = flags.Read(run);
            var target = PositionText.ParseReset(run.Parsed.GetValue(to)!, "--to", DateTimeOffset.UtcNow);
            var isJson = output.IsJson(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            await CheckHasOffsetsAsync(cluster, request.Group, run.Cancellation);
            var members = await MembersAsync(cluster, request.Group, run.Cancellation);
            if (members is not null && consent.IsGiven(run))
            {
                throw new CommandException(ExitCode.Refused, $"group '{request.Group}' has {members}; stop them first, then reset its offsets.");
            }

            var plan = await ResetPlanner.PlanAsync(cluster, request, target, run.Cancellation);
            if (!isJson)
            {
                ShowSteps(run.Screen, plan);
            }

            if (members is not null)
            {
                run.Screen.Complain($"group '{request.Group}' has {members}: its offsets cannot be reset until they stop.");
            }
            else if (HasChanges(plan) && await consent.AskAsync(run, $"Set these offsets of group '{plan.Group}'?", isJson))
            {
                plan = await ExecuteAsync(cluster, plan, run.Cancellation);
            }

            ShowResult(run.Screen, plan, isJson);
            return CodeOf(plan);
        });
        return command;
    }

    private static async Task CheckHasOffsetsAsync(ClusterConnection cluster, string name, CancellationToken cancellation)
    {
        var groups = await GroupLookup.ListAsync(cluster, cancellation);
        if (groups.Any(group => group.GroupId == name && group.Type == GroupLookup.ShareType))
        {
            throw new CommandException(ExitCode.Refused, $"group '{name}' is a share group: it has no committed offsets. Kafka's kafka-share-groups.sh sets where it starts.");
        }
    }

    /// <summary>Says who they are; null for none.</summary>
    private static async Task<string?> MembersAsync(ClusterConnection cluster, string group, CancellationToken cancellation)
    {
        var described = (await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).DescribeAsync([group], limited), cancellation)).Single();
        if (described.Members.Count == 0)
        {
            return null;
        }

        var members = described.Members.Count == 1 ? "a member" : $"{described.Members.Count} members";
        return $"{members} ({string.Join(", ", described.Members.Select(member => $"{member.ClientId} at {member.Host}").Distinct().Take(3))})";
    }

    private static async Task<ResetPlan> ExecuteAsync(ClusterConnection cluster, ResetPlan plan, CancellationToken cancellation)
    {
        var offsets = plan.Partitions.ToDictionary(step => new TopicPartition(step.Topic, step.Partition), step => new CommittedOffset(step.To));
        var admin = new GroupAdminClient(cluster.Client);
        var codes = await cluster.AskAsync((_, limited) => admin.AlterOffsetsAsync(plan.Group, offsets, limited), cancellation);
        return plan with
        {
            Executed = true,
            Partitions = [.. plan.Partitions.Select(step => step with { Error = ErrorOf(codes.GetValueOrDefault(new TopicPartition(step.Topic, step.Partition))) })],
        };
    }

    private static string? ErrorOf(ErrorCode code) => code == ErrorCode.None ? null : code.KafkaName;

    private static void ShowSteps(Screen screen, ResetPlan plan)
    {
        var table = new TableView(new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("FROM", IsNumber: true), new TableColumn("TO", IsNumber: true));
        foreach (var step in plan.Partitions)
        {
            table.Add(step.Topic, Number(step.Partition), step.From is { } from ? Number(from) : "-", Number(step.To));
        }

        table.Write(screen);
    }

    private static void ShowResult(Screen screen, ResetPlan plan, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, plan, GroupsJson.Default.ResetPlan);
        }
        else if (plan.Executed)
        {
            var set = plan.Partitions.Count(step => step.Error is null);
            screen.Say($"Done: {Amounts.Plural(set, "offset")} of group '{plan.Group}' {(set == 1 ? "is" : "are")} set.");
        }
        else if (!HasChanges(plan))
        {
            screen.Say("There is nothing to change.");
        }

        foreach (var step in plan.Partitions.Where(step => step.Error is not null))
        {
            screen.Complain($"{step.Topic}-{step.Partition} is not changed: {Reason(step.Error!)}.");
        }
    }

    private static string Reason(string error) => error == ErrorCode.UnknownMemberId.KafkaName ? "the group has members; stop them first" : error;

    private static bool HasChanges(ResetPlan plan) => plan.Partitions.Any(step => step.From != step.To);

    private static int CodeOf(ResetPlan plan) => plan switch
    {
        { Executed: false } => HasChanges(plan) ? ExitCode.Pending : ExitCode.Success,
        _ => plan.Partitions.Any(step => step.Error is not null) ? ExitCode.Refused : ExitCode.Success,
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
