using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics alter</c>.</summary>
internal sealed class AlterTopics
{
    private readonly Argument<string[]> _names = TopicFlags.Names("Topics to alter").CompleteTopics();

    private readonly Option<int?> _partitions = new("--partitions", "-p")
    {
        Description = "Grow to this many partitions; a topic cannot shrink",
        HelpName = "N",
    };

    private readonly ConfigChangeFlags _changes;

    private AlterTopics(ToolCommand command)
    {
        command.Add(_names);
        command.Add(_partitions);
        _changes = new ConfigChangeFlags(command, TopicFlags.ConfigDescription);
    }

    public static ToolCommand Create()
    {
        var command = new ToolCommand("alter", "Add partitions to topics and change their settings.")
        {
            Examples =
            [
                new Example("garam topics alter orders --partitions 12", "Grows a topic to twelve partitions."),
                new Example(
                    "garam topics alter orders --config retention.ms=3600000 --delete-config max.message.bytes",
                    "Sets one setting and removes another."),
            ],
            Json = """{"topics": ["orders"], "unchanged": []}""",
        };
        var flags = new AlterTopics(command);
        return command.Asks(
            flags.Read, AlterAsync, TopicsJson.Default.ChangedTopics, (run, changed) => TopicChanges.Show(
                run.Screen, changed, "Altered", ""));
    }

    private Request Read(CommandRun run)
    {
        var request = new Request(run.Parsed.GetValue(_names)!, run.Parsed.GetValue(_partitions), _changes.Read(run));
        return request.Partitions is null && request.Changes.Length == 0
            ? throw new CommandException(ExitCode.Usage, "nothing to alter: give --partitions, --config or --delete-config.")
            : request;
    }

    private static async Task<ChangedTopics> AlterAsync(ClusterConnection cluster, Request request, CancellationToken cancellation)
    {
        var topics = await TopicLookup.FindAsync(cluster, request.Names, cancellation);
        string[] names = [.. topics.Select(topic => topic.Name)];
        await TopicsInTurn.CheckAsync(names, "altered", name => TopicChanges.ValidateAsync(cluster, name, request.Changes, cancellation));
        await TopicsInTurn.RunAsync(
            names, "altered", name => TopicChanges.MakeAsync(cluster, name, request.Partitions, request.Changes, cancellation));
        return new ChangedTopics(names, []);
    }

    private sealed record Request(string[] Names, int? Partitions, ConfigChange[] Changes);
}
