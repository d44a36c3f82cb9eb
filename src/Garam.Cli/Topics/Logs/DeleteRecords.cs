using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;

namespace Garam.Cli.Topics.Logs;

/// <summary>The document that <c>garam topics delete-records --json</c> prints.</summary>
/// <param name="Done">False where nobody agreed, or there is nothing to delete.</param>
/// <param name="Partitions">By topic and number.</param>
internal sealed record RecordDeletion(bool Done, IReadOnlyList<LogCut> Partitions)
{
    [JsonIgnore]
    public IEnumerable<LogCut> Work => Partitions.Where(cut => cut.Before > cut.Start);
}

/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Start">Where the log begins, before the deletion.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Before">The first offset that stays.</param>
/// <param name="Error">Why the cluster refused it, in Kafka's words; null when it did not.</param>
internal sealed record LogCut(string Topic, int Partition, long Start, long End, long Before, string? Error = null);

/// <summary><c>garam topics delete-records</c>.</summary>
internal sealed class DeleteRecords
{
    private readonly Argument<string[]> _names = TopicFlags.Names("Topics, or patterns").CompleteTopics();
    private readonly Option<string> _before = new("--before")
    {
        Description = $"The first record that stays: end, an offset, -N to keep the last N of each partition, or a time ({TimeText.Forms})",
        HelpName = "POSITION",
        Required = true,
    };

    private readonly Option<string?> _partitions = new("--partition", "-p") { Description = "Only these partitions, as 0,2,4-7", HelpName = "LIST" };
    private readonly ConsentFlag _consent;
    private readonly ConnectionFlags _connection;
    private readonly OutputFlags _output;

    private DeleteRecords(ToolCommand command)
    {
        command.Add(_names);
        command.Add(_before);
        command.Add(_partitions);
        _consent = new ConsentFlag(command);
        _connection = new ConnectionFlags(command);
        _output = new OutputFlags(command);
    }

    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete-records", "Delete the records of topics before a position.")
        {
            Details = $"""
                The offsets of what is left stay as they are. In names {NamePattern.Explained}.
                The plan comes first. Without --yes you are asked on a terminal; elsewhere nothing is done, and the exit code is 6 if there is something to do.
                There is no way back.
                """,
            Examples =
            [
                new Example("garam topics delete-records orders --before '7d ago'", "Shows what is older than a week, and asks."),
                new Example("garam topics delete-records orders --before end --yes", "Empties a topic."),
                new Example("garam topics delete-records orders --partition 3 --before 1200 --yes", "Lets partition 3 begin at offset 1200."),
            ],
            Json = """{"done": true, "partitions": [{"topic": "orders", "partition": 0, "start": 0, "end": 1500, "before": 1200, "error": null}]}""",
        };
        command.Run(new DeleteRecords(command).RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandRun run)
    {
        var isJson = _output.IsJson(run);
        var before = PositionText.ParseUntil(run.Parsed.GetValue(_before)!, "--before", DateTimeOffset.UtcNow);
        var numbers = run.Parsed.GetValue(_partitions) is { } list ? PartitionNumbers.Parse(list, "--partition") : null;
        await using var cluster = await ClusterConnection.OpenAsync(_connection.Read(run), run.Cancellation);
        var topics = await TopicLookup.MatchAsync(cluster, run.Parsed.GetValue(_names)!, mayBeAbsent: false, run.Cancellation);
        var plan = await PlanAsync(cluster, PartitionNumbers.Of(topics, numbers), before, run.Cancellation);
        if (!isJson)
        {
            ShowPlan(run.Screen, plan);
        }

        var isWork = plan.Work.Any();
        if (isWork && await _consent.AskAsync(run, "Delete these records?", isJson))
        {
            plan = await DeleteAsync(cluster, plan, run.Cancellation);
        }

        ShowResult(run.Screen, plan, isJson);
        return plan.Partitions.Any(cut => cut.Error is not null) ? ExitCode.Refused : isWork && !plan.Done ? ExitCode.Pending : ExitCode.Success;
    }

    private static async Task<RecordDeletion> PlanAsync(ClusterConnection cluster, IReadOnlyList<TopicPartition> partitions, Position before, CancellationToken cancellation)
    {
        var logs = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(partitions, limited), cancellation);
        var cuts = await PositionResolver.ResolveAsync(cluster, logs, before, IsolationLevel.Uncommitted, cancellation);
        return new RecordDeletion(false, [.. partitions.Select(partition => new LogCut(partition.Topic, partition.Partition, logs[partition].Start, logs[partition].End, cuts[partition]))]);
    }

    private static async Task<RecordDeletion> DeleteAsync(ClusterConnection cluster, RecordDeletion plan, CancellationToken cancellation)
    {
        var before = plan.Work.ToDictionary(cut => new TopicPartition(cut.Topic, cut.Partition), cut => cut.Before);
        var results = await cluster.AskAsync((admin, limited) => admin.DeleteRecordsAsync(before, limited), cancellation);
        return new RecordDeletion(true, [.. plan.Partitions.Select(cut =>
            results.TryGetValue(new TopicPartition(cut.Topic, cut.Partition), out var result) && result.Error != ErrorCode.None ? cut with { Error = result.Error.KafkaName } : cut)]);
    }

    private static void ShowPlan(Screen screen, RecordDeletion plan)
    {
        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("START", IsNumber: true), new TableColumn("BEFORE", IsNumber: true),
            new TableColumn("END", IsNumber: true), new TableColumn("TO DELETE", IsNumber: true));
        foreach (var cut in plan.Partitions)
        {
            table.Add(cut.Topic, Number(cut.Partition), Number(cut.Start), Number(cut.Before), Number(cut.End), Number(Math.Max(cut.Before - cut.Start, 0)));
        }

        table.Write(screen);
    }

    private static void ShowResult(Screen screen, RecordDeletion plan, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, plan, TopicsJson.Default.RecordDeletion);
        }
        else if (plan.Done)
        {
            screen.Say($"Done: {Amounts.Plural(plan.Work.Where(cut => cut.Error is null).Sum(cut => cut.Before - cut.Start), "offset")} deleted.");
        }
        else if (!plan.Work.Any())
        {
            screen.Say("There is nothing to delete.");
        }

        foreach (var cut in plan.Partitions.Where(cut => cut.Error is not null))
        {
            screen.Complain($"{cut.Topic}-{cut.Partition} is not changed: {Reason(cut.Error!)}.");
        }
    }

    private static string Reason(string error) => error == ErrorCode.PolicyViolation.KafkaName ? "the topic is compacted only (cleanup.policy=compact)" : error;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
