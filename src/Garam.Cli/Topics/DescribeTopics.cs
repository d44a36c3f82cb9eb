using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics describe</c>.</summary>
internal static class DescribeTopics
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("describe", "Show partitions, offsets and settings of topics.")
        {
            Details = $"In names, {NamePattern.Explained}. No pattern matches the cluster's own topics: give their full names.",
            Examples =
            [
                new Example("garam topics describe orders", "Shows the partitions, and the settings that the topic overrides."),
                new Example("garam topics describe 'orders-*'", "Shows every topic whose name begins with orders-."),
                new Example("garam topics describe orders --all-configs", "Shows every setting and where its value comes from."),
                new Example(
                    "garam topics describe orders --json | jq '[.topics[].partitions[] | .end - .start] | add'",
                    "Counts the offsets in use."),
            ],
            Json = """
                {"topics": [{"name": "orders", "id": "wpZ…", "internal": false, "replicationFactor": 1,
                  "partitions": [{"partition": 0, "leader": 1, "replicas": [1], "inSync": [1], "start": 0, "end": 1200}],
                  "configs": [{"name": "retention.ms", "value": "3600000", "source": "topic", "readOnly": false, "sensitive": false}]}]}
                """,
        };
        var names = TopicFlags.Names("Topics to describe, or patterns").CompleteTopics();
        var all = new Option<bool>("--all-configs") { Description = "Show every setting, not only those that the topic overrides" };
        command.Add(names);
        command.Add(all);
        return command.Asks(
            run => (Names: run.Parsed.GetValue(names)!, WithDefaults: run.Parsed.GetValue(all)),
            (cluster, asked, cancellation) => AskAsync(cluster, asked.Names, asked.WithDefaults, cancellation),
            TopicsJson.Default.TopicDetailsList,
            (run, list) => Show(run.Screen, list.Topics));
    }

    private static async Task<TopicDetailsList> AskAsync(
        ClusterConnection cluster, string[] names, bool withDefaults, CancellationToken cancellation)
    {
        var topics = await TopicLookup.MatchAsync(cluster, names, mayBeAbsent: false, cancellation);
        string[] found = [.. topics.Select(topic => topic.Name)];
        var configs = await cluster.AskAsync((admin, limited) => admin.DescribeTopicConfigsAsync(found, limited), cancellation);

        // A partition without a leader has no offsets for now, and may be the very one that the user is looking for.
        var led = topics.SelectMany(TopicLookup.PartitionsWithLeader).ToArray();
        var offsets = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(led, limited), cancellation);
        return new TopicDetailsList(
            [.. topics.Select(topic => Details(
                topic, configs[topic.Name].Where(config => withDefaults || config.Source == ConfigSource.Topic), offsets))]);
    }

    private static TopicDetails Details(
        TopicDescription topic, IEnumerable<ConfigEntry> configs, IReadOnlyDictionary<TopicPartition, PartitionOffsets> offsets) => new(
        topic.Name,
        topic.Id.ToText(),
        topic.IsInternal,
        topic.ReplicationFactor,
        [.. topic.Partitions.Select(partition =>
            Details(partition, offsets.TryGetValue(new TopicPartition(topic.Name, partition.Partition), out var known) ? known : null))],
        [.. configs.Select(ConfigDetails.From)]);

    private static PartitionDetails Details(PartitionDescription partition, PartitionOffsets? offsets) =>
        new(partition.Partition, partition.Leader, partition.Replicas, partition.InSync, offsets?.Start, offsets?.End);

    private static void Show(Screen screen, IReadOnlyList<TopicDetails> topics)
    {
        for (var i = 0; i < topics.Count; i++)
        {
            if (i > 0)
            {
                screen.Say();
            }

            Show(screen, topics[i]);
        }
    }

    private static void Show(Screen screen, TopicDetails topic)
    {
        screen.Say($"Topic {topic.Name}{(topic.Id is null ? "" : $" ({topic.Id})")}{(topic.Internal ? ", internal" : "")}");
        screen.Say();
        var partitions = new TableView(
            new TableColumn("PARTITION", IsNumber: true), new TableColumn("LEADER", IsNumber: true), new TableColumn("REPLICAS"),
            new TableColumn("IN SYNC"), new TableColumn("START", IsNumber: true), new TableColumn("END", IsNumber: true));
        foreach (var partition in topic.Partitions)
        {
            partitions.Add(
                Amounts.Number(partition.Partition), partition.Leader < 0 ? "none" : Amounts.Number(partition.Leader),
                string.Join(",", partition.Replicas), string.Join(",", partition.InSync),
                partition.Start is { } start ? Amounts.Number(start) : "?", partition.End is { } end ? Amounts.Number(end) : "?");
        }

        partitions.Write(screen);
        if (topic.Configs.Count > 0)
        {
            screen.Say();
            var configs = new TableView(new TableColumn("SETTING"), new TableColumn("VALUE"), new TableColumn("SOURCE"));
            foreach (var config in topic.Configs)
            {
                configs.Add(config.Name, config.Shown, config.Source);
            }

            configs.Write(screen);
        }
    }
}
