using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups delete-offsets</c>.</summary>
internal sealed class DeleteOffsets(
    ClusterConnection cluster, OffsetDeletion plan) : PlannedChange<OffsetDeletion>(GroupsJson.Default.OffsetDeletion)
{
    private OffsetDeletion? _result;

    protected override bool HasWork => true;

    protected override string Question => $"Delete these offsets of group '{plan.Group}'?";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete-offsets", "Delete committed offsets of a group.")
        {
            Details = $"""
                The group then reads these partitions from wherever its members begin without an offset. Offsets of topics that members
                subscribe to are not deleted. The plan is shown first. {ConsentFlag.Explained}.
                """,
            Examples =
            [
                new Example("garam groups delete-offsets billing --topic orders", "Shows what would be deleted, and asks."),
                new Example(
                    "garam groups delete-offsets billing --topic orders --partition 0,2 --yes",
                    "Deletes the offsets of two partitions."),
            ],
            Json = """
                {"group": "billing", "done": true, "partitions": [{"topic": "orders", "partition": 0, "committed": 90, "error": null}]}
                """,
        };
        return command.Plans(new OffsetFlags(command).Read, PlanAsync);
    }

    protected override Task ShowPlanAsync(Screen screen, CancellationToken cancellation)
    {
        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("COMMITTED", IsNumber: true));
        foreach (var offset in plan.Partitions)
        {
            table.Add(offset.Topic, Amounts.Number(offset.Partition), Amounts.Number(offset.Committed));
        }

        table.Write(screen);
        return Task.CompletedTask;
    }

    protected override async Task CarryOutAsync(Action<string> say, CancellationToken cancellation)
    {
        TopicPartition[] partitions = [.. plan.Partitions.Select(offset => new TopicPartition(offset.Topic, offset.Partition))];
        var codes = await cluster.AskAsync(
            (_, limited) => new GroupAdminClient(cluster.Client).DeleteOffsetsAsync(plan.Group, partitions, limited), cancellation);
        _result = plan with
        {
            Done = true,
            Partitions = [.. plan.Partitions.Select(
                offset => offset with { Error = GroupLookup.ErrorOf(codes, offset.Topic, offset.Partition) })],
        };
    }

    protected override OffsetDeletion Document(bool isDone) => _result ?? plan;

    protected override void ShowResult(Screen screen, OffsetDeletion document)
    {
        if (document.Done)
        {
            var deleted = document.Partitions.Count(offset => offset.Error is null);
            screen.Say($"Done: {Amounts.Plural(deleted, "offset")} of group '{document.Group}' deleted.");
        }
    }

    protected override IEnumerable<string> RefusalsIn(OffsetDeletion document) => document.Partitions.Where(
        offset => offset.Error is not null)
        .Select(offset => $"the offset of {offset.Topic}-{offset.Partition} was not deleted: {Reason(offset.Error!)}.");

    private static string Reason(string error) =>
        error == ErrorCode.GroupSubscribedToTopic.KafkaName ? "members of the group subscribe to the topic; stop them first" : error;

    /// <summary>Topics need not exist any more: their offsets may be the ones to get rid of.</summary>
    private static async Task<PlannedChange> PlanAsync(ClusterConnection cluster, OffsetSelection selection, CancellationToken cancellation)
    {
        _ = await GroupLookup.MatchAsync(cluster, [selection.Group], mayBeAbsent: false, cancellation);
        var committed = await cluster.AskAsync(
            (_, limited) => new GroupAdminClient(cluster.Client).FetchOffsetsAsync(selection.Group, null, limited), cancellation);
        ForgottenOffset[] offsets =
        [
            .. from offset in committed
               orderby offset.Key
               where selection.Topics.Count == 0 || selection.Topics.Contains(offset.Key.Topic)
               where selection.Partitions is null || selection.Partitions.Contains(offset.Key.Partition)
               select new ForgottenOffset(offset.Key.Topic, offset.Key.Partition, offset.Value.Offset),
        ];
        return offsets.Length > 0
            ? new DeleteOffsets(cluster, new OffsetDeletion(selection.Group, false, offsets))
            : throw new CommandException(ExitCode.NotFound, $"group '{selection.Group}' has no such committed offsets.");
    }
}
