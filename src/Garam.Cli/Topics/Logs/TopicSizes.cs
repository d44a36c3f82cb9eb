using System.CommandLine;
using System.Globalization;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Topics.Logs;

/// <summary>The document that <c>garam topics sizes --json</c> prints.</summary>
internal sealed record TopicSizeList(IReadOnlyList<TopicSize> Topics, long Bytes);

internal sealed record TopicSize(string Name, long Bytes, IReadOnlyList<PartitionSize> Partitions);

/// <param name="Partition">Its number.</param>
/// <param name="Bytes">What its leader keeps of it; null where the leader did not say.</param>
internal sealed record PartitionSize(int Partition, long? Bytes);

/// <summary><c>garam topics sizes</c>.</summary>
internal static class TopicSizes
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("sizes", "Show how many bytes topics take, the largest first.")
        {
            Details = $"""
                Counts what the leader of each partition keeps, as it is stored: compressed where the producer compressed it. Other replicas of an Apache Kafka take
                as much again; an object store replicates out of sight. In names {NamePattern.Explained}. Without a name, all topics that are not the cluster's own.
                """,
            Examples =
            [
                new Example("garam topics sizes", "Shows the size of every topic."),
                new Example("garam topics sizes 'orders-*' --by-partition", "Shows the partitions of some topics."),
                new Example("garam topics sizes --json | jq .bytes", "Prints the sum."),
            ],
            Json = """{"topics": [{"name": "orders", "bytes": 1048576, "partitions": [{"partition": 0, "bytes": 1048576}]}], "bytes": 1048576}""",
        };
        var names = new Argument<string[]>("TOPIC") { Description = "Topics, or patterns [default: all]", Arity = ArgumentArity.ZeroOrMore }.CompleteTopics();
        var byPartition = new Option<bool>("--by-partition") { Description = "Show every partition" };
        command.Add(names);
        command.Add(byPartition);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            string[] wanted = run.Parsed.GetValue(names) is { Length: > 0 } named ? named : ["*"];
            var topics = await TopicLookup.MatchAsync(cluster, wanted, mayBeAbsent: wanted is ["*"], run.Cancellation);
            var document = await AskAsync(cluster, topics, run.Cancellation);
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, document, TopicsJson.Default.TopicSizeList);
            }
            else
            {
                Show(run.Screen, document, run.Parsed.GetValue(byPartition));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<TopicSizeList> AskAsync(ClusterConnection cluster, IReadOnlyList<TopicDescription> topics, CancellationToken cancellation)
    {
        TopicPartition[] partitions = [.. topics.SelectMany(topic => topic.Partitions.Select(partition => new TopicPartition(topic.Name, partition.Partition)))];
        var kept = (await cluster.AskAsync((admin, limited) => admin.DescribeSizesAsync(partitions, limited), cancellation))
            .GroupBy(size => (size.Broker, size.Partition)).ToDictionary(sizes => sizes.Key, sizes => sizes.Sum(size => size.Bytes));
        var sizes = topics.Select(topic =>
        {
            PartitionSize[] parts = [.. topic.Partitions.Select(partition => new PartitionSize(
                partition.Partition, kept.TryGetValue((partition.Leader, new TopicPartition(topic.Name, partition.Partition)), out var bytes) ? bytes : null))];
            return new TopicSize(topic.Name, parts.Sum(part => part.Bytes ?? 0), parts);
        }).OrderByDescending(topic => topic.Bytes).ThenBy(topic => topic.Name, StringComparer.Ordinal).ToArray();
        return new TopicSizeList(sizes, sizes.Sum(topic => topic.Bytes));
    }

    private static void Show(Screen screen, TopicSizeList list, bool byPartition)
    {
        if (list.Topics.Count == 0)
        {
            screen.Remark("There are no topics. `garam topics create NAME` makes one.");
            return;
        }

        var table = new TableView(new TableColumn("TOPIC"), new TableColumn(byPartition ? "PARTITION" : "PARTITIONS", IsNumber: true), new TableColumn("BYTES", IsNumber: true), new TableColumn("SIZE", IsNumber: true));
        foreach (var topic in list.Topics)
        {
            if (!byPartition)
            {
                table.Add(topic.Name, Number(topic.Partitions.Count), Number(topic.Bytes), Amounts.Bytes(topic.Bytes));
            }

            foreach (var partition in byPartition ? topic.Partitions : [])
            {
                table.Add(topic.Name, Number(partition.Partition), partition.Bytes is { } bytes ? Number(bytes) : "-", partition.Bytes is { } size ? Amounts.Bytes(size) : "-");
            }
        }

        table.Write(screen);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
