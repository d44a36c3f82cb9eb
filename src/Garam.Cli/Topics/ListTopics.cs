using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics list</c>.</summary>
internal static class ListTopics
{
    /// <summary>Said in place of an empty table.</summary>
    public const string None = "There are no topics. `garam topics create NAME` creates one.";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("list", "List the topics.")
        {
            Examples =
            [
                new Example("garam topics list", "Lists every topic except the cluster's own."),
                new Example("garam topics list --json | jq -r '.topics[].name'", "Prints only the names."),
            ],
            Json = """{"topics": [{"name": "orders", "id": "wpZ…", "partitions": 6, "replicationFactor": 1, "internal": false}]}""",
        };
        var isInternal = new Option<bool>("--internal")
        {
            Description = "Include the cluster's own topics, such as Kafka's __consumer_offsets",
        };
        command.Add(isInternal);
        return command.Asks(
            run => run.Parsed.GetValue(isInternal), AskAsync, TopicsJson.Default.TopicList, (run, list) => Show(run.Screen, list));
    }

    private static async Task<TopicList> AskAsync(ClusterConnection cluster, bool withInternal, CancellationToken cancellation)
    {
        var topics = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(null, limited), cancellation);
        return new TopicList(
        [
            .. topics.Where(topic => withInternal || !topic.IsInternal)
                .Select(topic => new TopicRow(
                    topic.Name, topic.Id.ToText(), topic.Partitions.Count, topic.ReplicationFactor, topic.IsInternal)),
        ]);
    }

    private static void Show(Screen screen, TopicList list)
    {
        if (list.Topics.Count == 0)
        {
            screen.Remark(None);
            return;
        }

        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITIONS", IsNumber: true), new TableColumn("REPLICAS", IsNumber: true));
        foreach (var topic in list.Topics)
        {
            table.Add(topic.Name, Amounts.Number(topic.Partitions), Amounts.Number(topic.ReplicationFactor));
        }

        table.Write(screen);
    }
}
