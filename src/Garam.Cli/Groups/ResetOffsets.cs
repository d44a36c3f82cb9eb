using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client;
using Garam.Client.Admin;
using Garam.Client.Groups;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups reset-offsets</c>.</summary>
internal static class ResetOffsets
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("reset-offsets", "Move the committed offsets of a group: shows the plan, and does it with --execute.")
        {
            Details = """
                Offsets stay within what each log holds. Without --execute nothing is changed, and the exit code is 6 when there would be something to do.
                A group that does not exist yet is made. While a group has members it is left alone, because they would commit their own offsets over these.
                """,
            Examples =
            [
                new Example("garam groups reset-offsets billing --topic orders --to start", "Shows what reading all of a topic again would change."),
                new Example("garam groups reset-offsets billing --all-topics --to '2h ago' --execute", "Goes back two hours in everything that the group reads."),
                new Example("garam groups reset-offsets billing --topic orders --partition 3 --to +1 --execute", "Steps over one record."),
            ],
            Json = """{"group": "billing", "executed": false, "partitions": [{"topic": "orders", "partition": 0, "from": 100, "to": 0, "error": null}]}""",
        };
        var flags = new ResetFlags(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var request = flags.Read(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var isExecuting = flags.IsExecuting(run);
            await CheckHasOffsetsAsync(cluster, request.Group, run.Cancellation);
            await CheckIsIdleAsync(cluster, run.Screen, request.Group, isExecuting, run.Cancellation);
            var plan = await ResetPlanner.PlanAsync(cluster, request, run.Cancellation);
            plan = isExecuting ? await ExecuteAsync(cluster, plan, run.Cancellation) : plan;
            Show(run.Screen, plan, output.IsJson(run));
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

    private static async Task CheckIsIdleAsync(ClusterConnection cluster, Screen screen, string group, bool isExecuting, CancellationToken cancellation)
    {
        var described = (await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).DescribeAsync([group], limited), cancellation)).Single();
        if (described.Members.Count > 0)
        {
            var members = described.Members.Count == 1 ? "a member" : $"{described.Members.Count} members";
            var clients = string.Join(", ", described.Members.Select(member => $"{member.ClientId} at {member.Host}").Distinct().Take(3));
            if (isExecuting)
            {
                throw new CommandException(ExitCode.Refused, $"group '{group}' has {members} ({clients}); stop them first, then reset its offsets.");
            }

            screen.Complain($"group '{group}' has {members} ({clients}): --execute will be refused until they stop.");
        }
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

    private static void Show(Screen screen, ResetPlan plan, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, plan, GroupsJson.Default.ResetPlan);
        }
        else
        {
            var table = new TableView(new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("FROM", IsNumber: true), new TableColumn("TO", IsNumber: true));
            foreach (var step in plan.Partitions)
            {
                table.Add(step.Topic, Number(step.Partition), step.From is { } from ? Number(from) : "-", Number(step.To));
            }

            table.Write(screen);
        }

        foreach (var step in plan.Partitions.Where(step => step.Error is not null))
        {
            screen.Complain($"{step.Topic}-{step.Partition} is not changed: {Reason(step.Error!)}.");
        }

        if (!plan.Executed && HasChanges(plan))
        {
            screen.Remark("Nothing is changed yet: --execute does it.");
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
