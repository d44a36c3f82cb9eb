using System.CommandLine;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics create</c>.</summary>
internal sealed class CreateTopics
{
    private readonly Argument<string[]> _names = TopicFlags.Names("Names of the new topics");
    private readonly Option<int?> _partitions = new("--partitions", "-p") { Description = "Partitions of each topic [default: the broker's]", HelpName = "N" };
    private readonly Option<short?> _replicas = new("--replication-factor", "-r") { Description = "Copies of each partition [default: the broker's]", HelpName = "N" };
    private readonly Option<string[]> _configs = TopicFlags.Configs();
    private readonly Option<bool> _unlessExists = new("--if-not-exists") { Description = "Leave topics that exist as they are, and succeed" };

    private CreateTopics()
    {
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
        var flags = new CreateTopics();
        command.Add(flags._names);
        command.Add(flags._partitions);
        command.Add(flags._replicas);
        command.Add(flags._configs);
        command.Add(flags._unlessExists);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var topics = flags.Read(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var changed = await CreateAsync(cluster, topics, run.Parsed.GetValue(flags._unlessExists), run.Cancellation);
            ChangedTopicsView.Show(run.Screen, output.IsJson(run), changed, "Created", "exists already");
            return ExitCode.Success;
        });
        return command;
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

    /// <summary>All are asked about first: a name that is taken must not be found out with half of the work done.</summary>
    private static async Task<ChangedTopics> CreateAsync(ClusterConnection cluster, NewTopic[] topics, bool unlessExists, CancellationToken cancellation)
    {
        var byName = topics.ToDictionary(topic => topic.Name);
        var unchanged = new List<string>();
        await TopicsInTurn.CheckAsync([.. byName.Keys], "created", async name =>
        {
            try
            {
                _ = await cluster.AskAsync((admin, limited) => admin.CreateTopicAsync(byName[name], validateOnly: true, limited), cancellation);
            }
            catch (KafkaException refusal) when (refusal.Code == ErrorCode.TopicAlreadyExists)
            {
                unchanged.Add(unlessExists ? name : throw new CommandException(ExitCode.Refused, $"topic '{name}' exists already (--if-not-exists leaves it as it is).", refusal));
            }
        });
        string[] created = [.. byName.Keys.Except(unchanged)];
        await TopicsInTurn.RunAsync(created, "created", name => cluster.AskAsync((admin, limited) => admin.CreateTopicAsync(byName[name], limited), cancellation));
        return new ChangedTopics(created, unchanged);
    }
}
