using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics create</c>.</summary>
internal sealed class CreateTopics
{
    private readonly Argument<string[]> _names = TopicFlags.Names("Names of the new topics");

    private readonly Option<int?> _partitions = new("--partitions", "-p")
    {
        Description = "Partitions of each topic [default: the broker's]",
        HelpName = "N",
    };

    private readonly Option<short?> _replicas = new("--replication-factor", "-r")
    {
        Description = "Copies of each partition [default: the broker's]",
        HelpName = "N",
    };

    private readonly Option<string[]> _configs = TopicFlags.Configs();

    private readonly Option<bool> _unlessExists = new("--if-not-exists")
    {
        Description = "Leave topics that exist as they are instead of failing",
    };

    private CreateTopics(ToolCommand command)
    {
        command.Add(_names);
        command.Add(_partitions);
        command.Add(_replicas);
        command.Add(_configs);
        command.Add(_unlessExists);
    }

    public static ToolCommand Create()
    {
        var command = new ToolCommand("create", "Create topics.")
        {
            Examples =
            [
                new Example("garam topics create orders --partitions 6", "Creates a topic with six partitions."),
                new Example("garam topics create users --config cleanup.policy=compact", "Creates a compacted topic."),
                new Example("garam topics create a b c --if-not-exists", "Creates those of three topics that do not exist yet."),
            ],
            Json = """{"topics": ["orders"], "unchanged": []}""",
        };
        var flags = new CreateTopics(command);
        return command.Asks(
            run => (Topics: flags.Read(run), UnlessExists: run.Parsed.GetValue(flags._unlessExists)),
            (cluster, asked, cancellation) => CreateAsync(cluster, asked.Topics, asked.UnlessExists, cancellation),
            TopicsJson.Default.ChangedTopics,
            (run, changed) => TopicChanges.Show(run.Screen, changed, "Created", "exists already"));
    }

    private NewTopic[] Read(CommandRun run)
    {
        var configs = TopicFlags.Parse(run.Parsed.GetValue(_configs));
        var partitions = Positive(run.Parsed.GetValue(_partitions), "--partitions") ?? -1;
        var replicas = (short)(Positive(run.Parsed.GetValue(_replicas), "--replication-factor") ?? -1);
        return [.. run.Parsed.GetValue(_names)!.Distinct().Select(name => new NewTopic(name, partitions, configs, replicas))];
    }

    private static int? Positive(int? value, string flag) =>
        value is < 1 ? throw new CommandException(ExitCode.Usage, $"{flag}: {value} is not a number above zero.") : value;

    /// <summary>Asks about all of them first: a taken name must not turn up with half of the work done.</summary>
    private static async Task<ChangedTopics> CreateAsync(
        ClusterConnection cluster, NewTopic[] topics, bool unlessExists, CancellationToken cancellation)
    {
        var byName = topics.ToDictionary(topic => topic.Name);
        var unchanged = new List<string>();
        await TopicsInTurn.CheckAsync([.. byName.Keys], "created", async name =>
        {
            try
            {
                _ = await cluster.AskAsync(
                    (admin, limited) => admin.CreateTopicAsync(byName[name], validateOnly: true, limited), cancellation);
            }
            catch (KafkaException refusal) when (refusal.Code == ErrorCode.TopicAlreadyExists)
            {
                unchanged.Add(unlessExists
                    ? name
                    : throw new CommandException(
                        ExitCode.Refused, $"topic '{name}' exists already (--if-not-exists leaves it as it is).", refusal));
            }
        });
        string[] created = [.. byName.Keys.Except(unchanged)];
        await TopicsInTurn.RunAsync(
            created, "created", name => cluster.AskAsync((admin, limited) => admin.CreateTopicAsync(byName[name], limited), cancellation));
        return new ChangedTopics(created, unchanged);
    }
}
