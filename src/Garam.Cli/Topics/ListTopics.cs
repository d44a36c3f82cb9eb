using System.CommandLine;
using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics list</c>.</summary>
internal static class ListTopics
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("list", "List the topics.")
        {
            Examples =
            [
                new Example("garam topics list", "Lists every topic that is not the cluster's own."),
                new Example("garam topics list --json | jq -r '.topics[].name'", "Prints the names only."),
            ],
            Json = """{"topics": [{"name": "orders", "id": "wpZ…", "partitions": 6, "replicationFactor": 1, "internal": false}]}""",
        };
        var isInternal = new Option<bool>("--internal") { Description = "With the cluster's own topics, as Kafka's __consumer_offsets" };
        command.Add(isInternal);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var withInternal = run.Parsed.GetValue(isInternal);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var topics = await cluster.AskAsync((admin, cancellation) => admin.DescribeTopicsAsync(null, cancellation), run.Cancellation);
            var rows = topics.Where(topic => withInternal || !topic.IsInternal)
                .Select(topic => new TopicRow(topic.Name, topic.Id.ToText(), topic.Partitions.Count, topic.ReplicationFactor, topic.IsInternal)).ToArray();
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, new TopicList(rows), TopicsJson.Default.TopicList);
            }
            else
            {
                Show(run.Screen, rows);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Show(Screen screen, TopicRow[] rows)
    {
        if (rows.Length == 0)
        {
            screen.Remark("There are no topics. `garam topics create NAME` makes one.");
            return;
        }

        var table = new TableView(new TableColumn("TOPIC"), new TableColumn("PARTITIONS", IsNumber: true), new TableColumn("REPLICAS", IsNumber: true));
        foreach (var row in rows)
        {
            table.Add(row.Name, row.Partitions.ToString(CultureInfo.InvariantCulture), row.ReplicationFactor.ToString(CultureInfo.InvariantCulture));
        }

        table.Write(screen);
    }
}
