using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics sizes</c>.</summary>
internal static class TopicSizes
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("sizes", "Show how many bytes topics take, the largest first.")
        {
            Details = $"""
                Counts what the leader of each partition stores, compressed if the producer compressed it. On Apache Kafka every other
                replica takes as much again; an object store replicates out of sight. In names, {NamePattern.Explained}. Without a name,
                shows all topics except the cluster's own.
                """,
            Examples =
            [
                new Example("garam topics sizes", "Shows the size of every topic."),
                new Example("garam topics sizes 'orders-*' --by-partition", "Shows the partitions of some topics."),
                new Example("garam topics sizes --json | jq .bytes", "Prints the sum."),
            ],
            Json = """
                {"topics": [{"name": "orders", "bytes": 1048576, "partitions": [{"partition": 0, "bytes": 1048576}]}], "bytes": 1048576}
                """,
        };
        var names = new Argument<string[]>("TOPIC")
        {
            Description = "Topics, or patterns [default: all]",
            Arity = ArgumentArity.ZeroOrMore,
        }.CompleteTopics();
        var byPartition = new Option<bool>("--by-partition") { Description = "Show every partition" };
        command.Add(names);
        command.Add(byPartition);
        return command.Asks(
            run => run.Parsed.GetValue(names) is { Length: > 0 } named ? named : ["*"],
            AskAsync,
            TopicsJson.Default.TopicSizeList,
            (run, list) => Show(run.Screen, list, run.Parsed.GetValue(byPartition)));
    }

    private static async Task<TopicSizeList> AskAsync(ClusterConnection cluster, string[] names, CancellationToken cancellation)
    {
        var topics = await TopicLookup.MatchAsync(cluster, names, mayBeAbsent: names is ["*"], cancellation);
        TopicPartition[] partitions =
            [.. topics.SelectMany(topic => topic.Partitions.Select(partition => new TopicPartition(topic.Name, partition.Partition)))];
        var kept = (await cluster.AskAsync((admin, limited) => admin.DescribeSizesAsync(partitions, limited), cancellation))
            .GroupBy(size => (size.Broker, size.Partition)).ToDictionary(sizes => sizes.Key, sizes => sizes.Sum(size => size.Bytes));
        var sizes = topics.Select(topic => SizeOf(topic, kept))
            .OrderByDescending(topic => topic.Bytes).ThenBy(topic => topic.Name, StringComparer.Ordinal).ToArray();
        return new TopicSizeList(sizes, sizes.Sum(topic => topic.Bytes));
    }

    private static TopicSize SizeOf(TopicDescription topic, Dictionary<(int Broker, TopicPartition Partition), long> kept)
    {
        PartitionSize[] parts =
        [
            .. from partition in topic.Partitions
               let key = (partition.Leader, new TopicPartition(topic.Name, partition.Partition))
               select new PartitionSize(partition.Partition, kept.TryGetValue(key, out var bytes) ? bytes : null),
        ];
        return new TopicSize(topic.Name, parts.Sum(part => part.Bytes ?? 0), parts);
    }

    private static void Show(Screen screen, TopicSizeList list, bool byPartition)
    {
        if (list.Topics.Count == 0)
        {
            screen.Remark(ListTopics.None);
            return;
        }

        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn(byPartition ? "PARTITION" : "PARTITIONS", IsNumber: true),
            new TableColumn("BYTES", IsNumber: true), new TableColumn("SIZE", IsNumber: true));
        foreach (var topic in list.Topics)
        {
            if (!byPartition)
            {
                table.Add(topic.Name, Amounts.Number(topic.Partitions.Count), Amounts.Number(topic.Bytes), Amounts.Bytes(topic.Bytes));
            }

            foreach (var partition in byPartition ? topic.Partitions : [])
            {
                table.Add(
                    topic.Name, Amounts.Number(partition.Partition), Amounts.Number(partition.Bytes),
                    partition.Bytes is { } size ? Amounts.Bytes(size) : "-");
            }
        }

        table.Write(screen);
    }
}
