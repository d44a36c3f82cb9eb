using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics offsets</c>.</summary>
internal static class TopicOffsets
{
    private const string Newest = "max-timestamp";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("offsets", "Show the offsets of topics at a time or another position.")
        {
            Details = $"A time means the first record that is not older. In names, {NamePattern.Explained}.",
            Examples =
            [
                new Example("garam topics offsets orders", "Shows where each partition ends."),
                new Example("garam topics offsets orders --at '2h ago'", "Shows the first offset of the last two hours in each partition."),
                new Example("garam topics offsets orders --at max-timestamp", "Shows the latest record of each partition, with its time."),
            ],
            Json = """
                {"at": "2026-01-31", "partitions": [{"topic": "orders", "partition": 0, "offset": 1200, "timestampMs": 1769860800123}]}
                """,
        };
        var names = TopicFlags.Names("Topics, or patterns").CompleteTopics();
        var at = new Option<string>("--at")
        {
            Description = $"start, end, -N for N before the end, {Newest} (the record with the latest time) or a time ({TimeText.Forms})",
            HelpName = "POSITION",
            DefaultValueFactory = _ => "end",
        };
        var partitions = PartitionNumbers.Flag();
        command.Add(names);
        command.Add(at);
        command.Add(partitions);
        return command.Asks(
            run => Read(run.Parsed.GetValue(names)!, run.Parsed.GetValue(at)!, PartitionNumbers.Read(run, partitions)),
            AskAsync,
            TopicsJson.Default.OffsetList,
            (run, list) => Show(run.Screen, list));
    }

    private static Request Read(string[] names, string at, IReadOnlyList<int>? partitions) =>
        new(names, at, at == Newest ? null : PositionText.ParseFrom(at, "--at", DateTimeOffset.UtcNow), partitions);

    private static async Task<OffsetList> AskAsync(ClusterConnection cluster, Request request, CancellationToken cancellation)
    {
        var topics = await TopicLookup.MatchAsync(cluster, request.Names, mayBeAbsent: false, cancellation);
        var partitions = PartitionNumbers.Of(topics, request.Partitions);
        return new OffsetList(request.At, await FindAsync(cluster, partitions, request.Position, cancellation));
    }

    private static async Task<IReadOnlyList<OffsetAt>> FindAsync(
        ClusterConnection cluster, IReadOnlyList<TopicPartition> partitions, Position? position, CancellationToken cancellation)
    {
        if (position is { Kind: not PositionKind.Time } place)
        {
            var logs = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(partitions, limited), cancellation);
            return [.. partitions.Select(
                partition => new OffsetAt(partition.Topic, partition.Partition, PositionResolver.Place(place, logs[partition]), null))];
        }

        var where = position is { } time ? PositionResolver.TimeOf(time) : OffsetSpec.MaxTimestamp;
        var found = await cluster.AskAsync(
            (_, limited) => new OffsetClient(cluster.Client).ListAsync(partitions, where, limited), cancellation);
        return
        [
            .. from partition in partitions
               let record = found[partition]
               select new OffsetAt(partition.Topic, partition.Partition, OrNull(record.Offset), OrNull(record.TimestampMs)),
        ];
    }

    private static long? OrNull(long value) => value >= 0 ? value : null;

    private static void Show(Screen screen, OffsetList list)
    {
        var hasTimes = list.Partitions.Any(partition => partition.TimestampMs is not null);
        TableColumn[] columns = [new("TOPIC"), new("PARTITION", IsNumber: true), new("OFFSET", IsNumber: true)];
        var table = new TableView(hasTimes ? [.. columns, new TableColumn("TIME")] : columns);
        foreach (var partition in list.Partitions)
        {
            string[] cells = [partition.Topic, Amounts.Number(partition.Partition), Amounts.Number(partition.Offset)];
            table.Add(hasTimes ? [.. cells, partition.TimestampMs is { } timestampMs ? TimeText.Show(timestampMs) : "-"] : cells);
        }

        table.Write(screen);
    }

    /// <param name="Names">Names and patterns of topics.</param>
    /// <param name="At">The position as it was written.</param>
    /// <param name="Position">Null for the record with the latest time.</param>
    /// <param name="Partitions">Null for all.</param>
    private sealed record Request(string[] Names, string At, Position? Position, IReadOnlyList<int>? Partitions);
}
