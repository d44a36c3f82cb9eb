using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary>The document that <c>garam groups delete-offsets --json</c> prints.</summary>
/// <param name="Group">The group.</param>
/// <param name="Done">False where nobody agreed.</param>
/// <param name="Partitions">By topic and number.</param>
internal sealed record OffsetDeletion(string Group, bool Done, IReadOnlyList<ForgottenOffset> Partitions);

/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Committed">What is committed, before the deletion.</param>
/// <param name="Error">Why the cluster refused it, in Kafka's words; null when it did not.</param>
internal sealed record ForgottenOffset(string Topic, int Partition, long Committed, string? Error = null);

/// <summary><c>garam groups delete-offsets</c>.</summary>
internal static class DeleteOffsets
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete-offsets", "Delete committed offsets of a group: a plan first, --yes does it.")
        {
            Details = """
                The group then reads these partitions from where its members begin without an offset. Offsets of topics that members subscribe to are not
                deleted. Without --yes you are asked on a terminal; elsewhere nothing is done, and the exit code is 6.
                """,
            Examples =
            [
                new Example("garam groups delete-offsets billing --topic orders", "Shows what would be forgotten, and asks."),
                new Example("garam groups delete-offsets billing --topic orders --partition 0,2 --yes", "Forgets two partitions."),
            ],
            Json = """{"group": "billing", "done": true, "partitions": [{"topic": "orders", "partition": 0, "committed": 90, "error": null}]}""",
        };
        var flags = new OffsetFlags(command);
        var consent = new ConsentFlag(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var (selection, isJson) = (flags.Read(run), output.IsJson(run));
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            _ = await GroupLookup.MatchAsync(cluster, [selection.Group], mayBeAbsent: false, run.Cancellation);
            var plan = await PlanAsync(cluster, selection, run.Cancellation);
            if (!isJson)
            {
                ShowPlan(run.Screen, plan);
            }

            if (await consent.AskAsync(run, $"Delete these offsets of group '{plan.Group}'?", isJson))
            {
                plan = await DeleteAsync(cluster, plan, run.Cancellation);
            }

            ShowResult(run.Screen, plan, isJson);
            return !plan.Done ? ExitCode.Pending : plan.Partitions.Any(offset => offset.Error is not null) ? ExitCode.Refused : ExitCode.Success;
        });
        return command;
    }

    /// <summary>Topics need not exist any more: their offsets are what somebody may want to be rid of.</summary>
    private static async Task<OffsetDeletion> PlanAsync(ClusterConnection cluster, OffsetSelection selection, CancellationToken cancellation)
    {
        var committed = await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).FetchOffsetsAsync(selection.Group, null, limited), cancellation);
        var chosen = committed.Where(offset =>
            (selection.Topics.Count == 0 || selection.Topics.Contains(offset.Key.Topic)) && (selection.Partitions is null || selection.Partitions.Contains(offset.Key.Partition)));
        ForgottenOffset[] offsets = [.. chosen.OrderBy(offset => offset.Key).Select(offset => new ForgottenOffset(offset.Key.Topic, offset.Key.Partition, offset.Value.Offset))];
        return offsets.Length > 0
            ? new OffsetDeletion(selection.Group, false, offsets)
            : throw new CommandException(ExitCode.NotFound, $"group '{selection.Group}' has no such committed offsets.");
    }

    private static async Task<OffsetDeletion> DeleteAsync(ClusterConnection cluster, OffsetDeletion plan, CancellationToken cancellation)
    {
        TopicPartition[] partitions = [.. plan.Partitions.Select(offset => new TopicPartition(offset.Topic, offset.Partition))];
        var codes = await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).DeleteOffsetsAsync(plan.Group, partitions, limited), cancellation);
        return plan with
        {
            Done = true,
            Partitions = [.. plan.Partitions.Select(offset =>
                codes.GetValueOrDefault(new TopicPartition(offset.Topic, offset.Partition)) is not ErrorCode.None and var code ? offset with { Error = code.KafkaName } : offset)],
        };
    }

    private static void ShowPlan(Screen screen, OffsetDeletion plan)
    {
        var table = new TableView(new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("COMMITTED", IsNumber: true));
        foreach (var offset in plan.Partitions)
        {
            table.Add(offset.Topic, offset.Partition.ToString(CultureInfo.InvariantCulture), offset.Committed.ToString(CultureInfo.InvariantCulture));
        }

        table.Write(screen);
    }

    private static void ShowResult(Screen screen, OffsetDeletion plan, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, plan, GroupsJson.Default.OffsetDeletion);
        }
        else if (plan.Done)
        {
            screen.Say($"Done: {Amounts.Plural(plan.Partitions.Count(offset => offset.Error is null), "offset")} of group '{plan.Group}' deleted.");
        }

        foreach (var offset in plan.Partitions.Where(offset => offset.Error is not null))
        {
            var reason = offset.Error == ErrorCode.GroupSubscribedToTopic.KafkaName ? "members of the group subscribe to the topic; stop them first" : offset.Error;
            screen.Complain($"the offset of {offset.Topic}-{offset.Partition} is not deleted: {reason}.");
        }
    }
}
