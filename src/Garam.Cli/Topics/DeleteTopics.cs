using System.CommandLine;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics delete</c>.</summary>
internal static class DeleteTopics
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete", "Delete topics with everything in them.")
        {
            Details = "When one of the names is unknown, nothing is deleted. There is no question and no way back.",
            Examples =
            [
                new Example("garam topics delete orders", "Deletes one topic."),
                new Example("garam topics delete a b c --if-exists", "Deletes those of three topics that exist."),
            ],
            Json = """{"topics": ["orders"], "unchanged": []}""",
        };
        var names = TopicFlags.Names("Topics to delete").CompleteTopics();
        var ifExists = new Option<bool>("--if-exists") { Description = "Pass over topics that do not exist, and succeed" };
        command.Add(names);
        command.Add(ifExists);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var wanted = run.Parsed.GetValue(names)!.Distinct().ToArray();
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var found = run.Parsed.GetValue(ifExists)
                ? await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(wanted, limited), run.Cancellation)
                : await TopicLookup.FindAsync(cluster, wanted, run.Cancellation);
            foreach (var topic in found)
            {
                await cluster.AskAsync((admin, limited) => admin.DeleteTopicAsync(topic.Name, limited), run.Cancellation);
            }

            string[] deleted = [.. found.Select(topic => topic.Name)];
            ChangedTopicsView.Show(run.Screen, output.IsJson(run), new ChangedTopics(deleted, [.. wanted.Except(deleted)]), "Deleted", "does not exist");
            return ExitCode.Success;
        });
        return command;
    }
}
