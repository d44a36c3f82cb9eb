using System.CommandLine;
using System.Globalization;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Topics;

/// <summary>The document that <c>garam topics delete --json</c> prints.</summary>
/// <param name="Done">False where nobody agreed: then these are the topics that would be deleted.</param>
/// <param name="Topics">Those that are gone now.</param>
/// <param name="Unchanged">Those that did not exist.</param>
internal sealed record DeletedTopics(bool Done, IReadOnlyList<string> Topics, IReadOnlyList<string> Unchanged);

/// <summary><c>garam topics delete</c>.</summary>
internal static class DeleteTopics
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete", "Delete topics with everything in them.")
        {
            Details = $"""
                When one of the names is unknown, nothing is deleted. In names {NamePattern.Explained}.
                Without --yes you are shown the topics and asked on a terminal; elsewhere nothing is done, and the exit code is 6. There is no way back.
                """,
            Examples =
            [
                new Example("garam topics delete orders", "Shows what would be lost, and asks."),
                new Example("garam topics delete 'test-*' --yes", "Deletes every topic whose name begins with test-."),
                new Example("garam topics delete a b c --if-exists --yes", "Deletes those of three topics that exist."),
            ],
            Json = """{"done": true, "topics": ["orders"], "unchanged": []}""",
        };
        var names = TopicFlags.Names("Topics to delete, or patterns").CompleteTopics();
        var ifExists = new Option<bool>("--if-exists") { Description = "Pass over topics that do not exist, and succeed" };
        command.Add(names);
        command.Add(ifExists);
        var consent = new ConsentFlag(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var isJson = output.IsJson(run);
            var wanted = run.Parsed.GetValue(names)!.Distinct().ToArray();
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var found = await TopicLookup.MatchAsync(cluster, wanted, run.Parsed.GetValue(ifExists), run.Cancellation);
            if (found.Count > 0 && !consent.IsGiven(run) && !isJson)
            {
                await ShowPlanAsync(run, cluster, found);
            }

            string[] doomed = [.. found.Select(topic => topic.Name)];
            var question = doomed.Length == 1 ? "Delete this topic with everything in it?" : $"Delete these {doomed.Length} topics with everything in them?";
            var isDone = doomed.Length == 0 || await consent.AskAsync(run, question, isJson);
            if (isDone)
            {
                await TopicsInTurn.RunAsync(doomed, "deleted", name => cluster.AskAsync((admin, limited) => admin.DeleteTopicAsync(name, limited), run.Cancellation));
            }

            Show(run.Screen, isJson, new DeletedTopics(isDone, doomed, [.. wanted.Where(name => !NamePattern.IsPattern(name)).Except(doomed)]));
            return isDone ? ExitCode.Success : ExitCode.Pending;
        });
        return command;
    }

    private static async Task ShowPlanAsync(CommandRun run, ClusterConnection cluster, IReadOnlyList<TopicDescription> topics)
    {
        TopicPartition[] led = [.. topics.SelectMany(topic => topic.Partitions.Where(partition => partition.Leader >= 0).Select(partition => new TopicPartition(topic.Name, partition.Partition)))];
        var offsets = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(led, limited), run.Cancellation);
        var records = offsets.ToLookup(log => log.Key.Topic, log => log.Value.End - log.Value.Start);
        var table = new TableView(new TableColumn("TOPIC"), new TableColumn("PARTITIONS", IsNumber: true), new TableColumn("OFFSETS IN USE", IsNumber: true));
        foreach (var topic in topics)
        {
            table.Add(topic.Name, topic.Partitions.Count.ToString(CultureInfo.InvariantCulture), records[topic.Name].Sum().ToString(CultureInfo.InvariantCulture));
        }

        table.Write(run.Screen);
    }

    private static void Show(Screen screen, bool isJson, DeletedTopics deleted)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, deleted, TopicsJson.Default.DeletedTopics);
        }
        else if (deleted.Done)
        {
            ChangedTopicsView.Show(screen, isJson: false, new ChangedTopics(deleted.Topics, deleted.Unchanged), "Deleted", "does not exist");
        }
    }
}
