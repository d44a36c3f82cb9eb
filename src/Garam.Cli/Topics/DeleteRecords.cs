using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics delete-records</c>.</summary>
internal sealed class DeleteRecords(
    ClusterConnection cluster, RecordDeletion plan) : PlannedChange<RecordDeletion>(TopicsJson.Default.RecordDeletion)
{
    private RecordDeletion? _result;

    protected override bool HasWork => plan.Work.Any();

    protected override string Question => "Delete these records?";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete-records", "Delete the records of topics before a position.")
        {
            Details = $"""
                The remaining records keep their offsets. In names, {NamePattern.Explained}.
                The plan is shown first. {ConsentFlag.Explained} if there is something to do.
                This cannot be undone.
                """,
            Examples =
            [
                new Example("garam topics delete-records orders --before '7d ago'", "Shows what is older than a week, and asks."),
                new Example("garam topics delete-records orders --before end --yes", "Empties a topic."),
                new Example(
                    "garam topics delete-records orders --partition 3 --before 1200 --yes",
                    "Makes partition 3 start at offset 1200."),
            ],
            Json = """
                {"done": true, "partitions": [{"topic": "orders", "partition": 0, "start": 0, "end": 1500, "before": 1200, "error": null}]}
                """,
        };
        var names = TopicFlags.Names("Topics, or patterns").CompleteTopics();
        var before = new Option<string>("--before")
        {
            Description =
                $"The first record that stays: end, an offset, -N to keep the last N of each partition, or a time ({TimeText.Forms})",
            HelpName = "POSITION",
            Required = true,
        };
        var partitions = PartitionNumbers.Flag();
        command.Add(names);
        command.Add(before);
        command.Add(partitions);
        return command.Plans(
            run => new Request(
                run.Parsed.GetValue(names)!,
                PositionText.ParseUntil(run.Parsed.GetValue(before)!, "--before", DateTimeOffset.UtcNow),
                PartitionNumbers.Read(run, partitions)),
            PlanAsync);
    }

    protected override Task ShowPlanAsync(Screen screen, CancellationToken cancellation)
    {
        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("START", IsNumber: true),
            new TableColumn("BEFORE", IsNumber: true), new TableColumn("END", IsNumber: true), new TableColumn(
                "TO DELETE", IsNumber: true));
        foreach (var cut in plan.Partitions)
        {
            table.Add(
                cut.Topic, Amounts.Number(cut.Partition), Amounts.Number(cut.Start), Amounts.Number(cut.Before), Amounts.Number(cut.End),
                Amounts.Number(Math.Max(cut.Before - cut.Start, 0)));
        }

        table.Write(screen);
        return Task.CompletedTask;
    }

    protected override async Task CarryOutAsync(Action<string> say, CancellationToken cancellation)
    {
        var before = plan.Work.ToDictionary(cut => new TopicPartition(cut.Topic, cut.Partition), cut => cut.Before);
        var results = await cluster.AskAsync((admin, limited) => admin.DeleteRecordsAsync(before, limited), cancellation);
        _result = new RecordDeletion(true, [.. plan.Partitions.Select(cut =>
            results.TryGetValue(new TopicPartition(cut.Topic, cut.Partition), out var result) && result.Error != ErrorCode.None
                ? cut with { Error = result.Error.KafkaName }
                : cut)]);
    }

    protected override RecordDeletion Document(bool isDone) => _result ?? plan;

    protected override void ShowResult(Screen screen, RecordDeletion document)
    {
        if (document.Done)
        {
            var deleted = document.Work.Where(cut => cut.Error is null).Sum(cut => cut.Before - cut.Start);
            screen.Say($"Done: {Amounts.Plural(deleted, "offset")} deleted.");
        }
        else if (!HasWork)
        {
            screen.Say("There is nothing to delete.");
        }
    }

    protected override IEnumerable<string> RefusalsIn(RecordDeletion document) =>
        document.Partitions.Where(cut => cut.Error is not null).Select(
            cut => $"{cut.Topic}-{cut.Partition} was not changed: {Reason(cut.Error!)}.");

    private static async Task<PlannedChange> PlanAsync(ClusterConnection cluster, Request request, CancellationToken cancellation)
    {
        var topics = await TopicLookup.MatchAsync(cluster, request.Names, mayBeAbsent: false, cancellation);
        var partitions = PartitionNumbers.Of(topics, request.Partitions);
        var logs = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(partitions, limited), cancellation);
        var cuts = await PositionResolver.ResolveAsync(cluster, logs, request.Before, IsolationLevel.Uncommitted, cancellation);
        return new DeleteRecords(cluster, new RecordDeletion(
            false,
            [.. partitions.Select(partition => new LogCut(
                partition.Topic, partition.Partition, logs[partition].Start, logs[partition].End, cuts[partition]))]));
    }

    private static string Reason(string error) =>
        error == ErrorCode.PolicyViolation.KafkaName ? "the topic is only compacted (cleanup.policy=compact)" : error;

    private sealed record Request(string[] Names, Position Before, IReadOnlyList<int>? Partitions);
}
