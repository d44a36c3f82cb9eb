using System.CommandLine;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics alter</c>.</summary>
internal sealed class AlterTopics
{
    private readonly Argument<string[]> _names = TopicFlags.Names("Topics to alter").CompleteTopics();
    private readonly Option<int?> _partitions = new("--partitions", "-p") { Description = "Grow to this many partitions; partitions cannot be taken away", HelpName = "N" };
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
                new Example("garam topics alter orders --config retention.ms=3600000 --delete-config max.message.bytes", "Sets one setting and takes another one away."),
            ],
            Json = """{"topics": ["orders"], "unchanged": []}""",
        };
        var flags = new AlterTopics(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var (partitions, changes) = flags.Read(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var topics = await TopicLookup.FindAsync(cluster, run.Parsed.GetValue(flags._names)!, run.Cancellation);
            string[] names = [.. topics.Select(topic => topic.Name)];
            await TopicsInTurn.CheckAsync(names, "altered", name => TopicChanges.ValidateAsync(cluster, name, changes, run.Cancellation));
            await TopicsInTurn.RunAsync(names, "altered", name => TopicChanges.MakeAsync(cluster, name, partitions, changes, run.Cancellation));
            ChangedTopicsView.Show(run.Screen, output.IsJson(run), new ChangedTopics(names, []), "Altered", "");
            return ExitCode.Success;
        });
        return command;
    }

    private (int? Partitions, ConfigChange[] Changes) Read(CommandRun run)
    {
        var changes = _changes.Read(run);
        var partitions = run.Parsed.GetValue(_partitions);
        return partitions is null && changes.Length == 0
            ? throw new CommandException(ExitCode.Usage, "nothing to alter: give --partitions, --config or --delete-config.")
            : (partitions, changes);
    }
}
