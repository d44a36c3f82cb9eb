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
    private readonly Option<string[]> _configs = TopicFlags.Configs();
    private readonly Option<string[]> _deleted = new("--delete-config") { Description = "A setting to take away, so that the default counts again; may be repeated", HelpName = "NAME" };

    private AlterTopics()
    {
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
        var flags = new AlterTopics();
        command.Add(flags._names);
        command.Add(flags._partitions);
        command.Add(flags._configs);
        command.Add(flags._deleted);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var (partitions, changes) = flags.Read(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var topics = await TopicLookup.FindAsync(cluster, run.Parsed.GetValue(flags._names)!, run.Cancellation);
            foreach (var topic in topics)
            {
                await TopicChanges.ValidateAsync(cluster, topic.Name, changes, run.Cancellation);
                await TopicChanges.MakeAsync(cluster, topic.Name, partitions, changes, run.Cancellation);
            }

            ChangedTopicsView.Show(run.Screen, output.IsJson(run), new ChangedTopics([.. topics.Select(topic => topic.Name)], []), "Altered", "");
            return ExitCode.Success;
        });
        return command;
    }

    private (int? Partitions, ConfigChange[] Changes) Read(CommandRun run)
    {
        var set = TopicFlags.Parse(run.Parsed.GetValue(_configs)).Select(config => new ConfigChange(config.Key, config.Value));
        var deleted = (run.Parsed.GetValue(_deleted) ?? []).Distinct().Select(name => new ConfigChange(name, null));
        ConfigChange[] changes = [.. set, .. deleted];
        if (changes.GroupBy(change => change.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new CommandException(ExitCode.Usage, $"{twice.Key} is both set and deleted.");
        }

        var partitions = run.Parsed.GetValue(_partitions);
        return partitions is null && changes.Length == 0
            ? throw new CommandException(ExitCode.Usage, "nothing to alter: give --partitions, --config or --delete-config.")
            : (partitions, changes);
    }
}
