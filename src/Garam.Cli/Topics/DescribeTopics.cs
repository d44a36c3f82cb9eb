using System.CommandLine;
using Garam.Cli.Completion;
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
            Details = $"In names {NamePattern.Explained}. The cluster's own topics have to be named.",
            Examples =
            [
                new Example("garam topics describe orders", "Shows the partitions, and the settings that are the topic's own."),
                new Example("garam topics describe 'orders-*'", "Shows every topic whose name begins with orders-."),
                new Example("garam topics describe orders --all-configs", "Shows every setting with where its value comes from."),
                new Example("garam topics describe orders --json | jq '[.topics[].partitions[] | .end - .start] | add'", "Counts the offsets in use."),
            ],
            Json = """
                {"topics": [{"name": "orders", "id": "wpZ…", "internal": false, "replicationFactor": 1,
                  "partitions": [{"partition": 0, "leader": 1, "replicas": [1], "inSync": [1], "start": 0, "end": 1200}],
                  "configs": [{"name": "retention.ms", "value": "3600000", "source": "topic", "readOnly": false, "sensitive": false}]}]}
                """,
        };
        var names = TopicFlags.Names("Topics to describe, or patterns").CompleteTopics();
        var all = new Option<bool>("--all-configs") { Description = "Show every setting, not only the topic's own" };
        command.Add(names);
        command.Add(all);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var document = await AskAsync(cluster, run.Parsed.GetValue(names)!, run.Parsed.GetValue(all), run.Cancellation);
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, document, TopicsJson.Default.TopicDetailsList);
            }
            else
            {
                TopicDetailsView.Show(run.Screen, document.Topics);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<TopicDetailsList> AskAsync(ClusterConnection cluster, string[] names, bool allConfigs, CancellationToken cancellation)
    {
        var topics = await TopicLookup.MatchAsync(cluster, names, mayBeAbsent: false, cancellation);
        string[] found = [.. topics.Select(topic => topic.Name)];
        var configs = await cluster.AskAsync((admin, limited) => admin.DescribeTopicConfigsAsync(found, limited), cancellation);

        // A partition without a leader has no offsets for the moment, and is what somebody who describes a topic may be looking for.
        TopicPartition[] led = [.. topics.SelectMany(topic => topic.Partitions.Where(partition => partition.Leader >= 0).Select(partition => new TopicPartition(topic.Name, partition.Partition)))];
        var offsets = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(led, limited), cancellation);
        return new TopicDetailsList([.. topics.Select(topic => Details(topic, configs[topic.Name].Where(config => allConfigs || config.Source == ConfigSource.Topic), offsets))]);
    }

    private static TopicDetails Details(TopicDescription topic, IEnumerable<ConfigEntry> configs, IReadOnlyDictionary<TopicPartition, PartitionOffsets> offsets) => new(
        topic.Name,
        topic.Id.ToText(),
        topic.IsInternal,
        topic.ReplicationFactor,
        [.. topic.Partitions.Select(partition => Details(partition, offsets.TryGetValue(new TopicPartition(topic.Name, partition.Partition), out var known) ? known : null))],
        [.. configs.Select(ConfigDetails.From)]);

    private static PartitionDetails Details(PartitionDescription partition, PartitionOffsets? offsets) =>
        new(partition.Partition, partition.Leader, partition.Replicas, partition.InSync, offsets?.Start, offsets?.End);
}
