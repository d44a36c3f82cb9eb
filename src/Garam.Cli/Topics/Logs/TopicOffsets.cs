using System.CommandLine;
using System.Globalization;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Topics.Logs;

/// <summary>The document that <c>garam topics offsets --json</c> prints.</summary>
internal sealed record OffsetList(string At, IReadOnlyList<OffsetAt> Partitions);

/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Offset">Null where there is no such record: nothing was written since that time, or ever.</param>
/// <param name="TimestampMs">The time of the record there, where the broker looked at it.</param>
internal sealed record OffsetAt(string Topic, int Partition, long? Offset, long? TimestampMs);

/// <summary><c>garam topics offsets</c>.</summary>
internal sealed class TopicOffsets
{
    private const string Newest = "max-timestamp";

    private readonly Argument<string[]> _names = TopicFlags.Names("Topics, or patterns").CompleteTopics();
    private readonly Option<string> _at = new("--at")
    {
        Description = $"start, end, -N for N before the end, {Newest} (the record with the latest time) or a time ({TimeText.Forms})",
        HelpName = "POSITION",
        DefaultValueFactory = _ => "end",
    };

    private readonly Option<string?> _partitions = new("--partition", "-p") { Description = "Only these partitions, as 0,2,4-7", HelpName = "LIST" };

    private TopicOffsets(Command command)
    {
        command.Add(_names);
        command.Add(_at);
        command.Add(_partitions);
    }

    public static ToolCommand Create()
    {
        var command = new ToolCommand("offsets", "Show the offsets of topics at a time or another position.")
        {
            Details = $"For a time it is the first record that is not older. In names {NamePattern.Explained}.",
            Examples =
            [
                new Example("garam topics offsets orders", "Shows where each partition ends."),
                new Example("garam topics offsets orders --at '2h ago'", "Shows the first offset of the last two hours in each partition."),
                new Example("garam topics offsets orders --at max-timestamp", "Shows the latest record of each partition, with its time."),
            ],
            Json = """{"at": "2026-01-31", "partitions": [{"topic": "orders", "partition": 0, "offset": 1200, "timestampMs": 1769860800123}]}""",
        };
        var flags = new TopicOffsets(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var at = run.Parsed.GetValue(flags._at)!;
            Position? position = at == Newest ? null : PositionText.ParseFrom(at, "--at", DateTimeOffset.UtcNow);
            var numbers = run.Parsed.GetValue(flags._partitions) is { } list ? PartitionNumbers.Parse(list, "--partition") : null;
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var topics = await TopicLookup.MatchAsync(cluster, run.Parsed.GetValue(flags._names)!, mayBeAbsent: false, run.Cancellation);
            var document = new OffsetList(at, await FindAsync(cluster, PartitionNumbers.Of(topics, numbers), position, run.Cancellation));
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, document, TopicsJson.Default.OffsetList);
            }
            else
            {
                Show(run.Screen, document);
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <param name="cluster">Asked.</param>
    /// <param name="partitions">In this order.</param>
    /// <param name="position">Null: the record with the latest time.</param>
    /// <param name="cancellation">Gives up.</param>
    private static async Task<IReadOnlyList<OffsetAt>> FindAsync(
        ClusterConnection cluster, IReadOnlyList<TopicPartition> partitions, Position? position, CancellationToken cancellation)
    {
        if (position is { Kind: not PositionKind.Time } place)
        {
            var logs = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(partitions, limited), cancellation);
            return [.. partitions.Select(partition => new OffsetAt(partition.Topic, partition.Partition, PositionResolver.Place(place, logs[partition]), null))];
        }

        var where = position is { } time ? PositionResolver.TimeOf(time) : OffsetSpec.MaxTimestamp;
        var found = await cluster.AskAsync((_, limited) => new OffsetClient(cluster.Client).ListAsync(partitions, where, limited), cancellation);
        return
        [
            .. partitions.Select(partition => (partition, at: found[partition]))
                .Select(one => new OffsetAt(one.partition.Topic, one.partition.Partition, one.at.Offset >= 0 ? one.at.Offset : null, one.at.TimestampMs >= 0 ? one.at.TimestampMs : null)),
        ];
    }

    private static void Show(Screen screen, OffsetList list)
    {
        var hasTimes = list.Partitions.Any(partition => partition.TimestampMs is not null);
        TableColumn[] columns = [new("TOPIC"), new("PARTITION", IsNumber: true), new("OFFSET", IsNumber: true), .. hasTimes ? new[] { new TableColumn("TIME") } : []];
        var table = new TableView(columns);
        foreach (var partition in list.Partitions)
        {
            var time = partition.TimestampMs is { } timestampMs ? TimeText.Show(timestampMs) : "-";
            table.Add([partition.Topic, Number(partition.Partition), partition.Offset is { } offset ? Number(offset) : "-", .. hasTimes ? new[] { time } : []]);
        }

        table.Write(screen);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
