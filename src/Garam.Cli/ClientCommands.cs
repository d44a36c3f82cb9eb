using Garam.Cli.Bench;
using Garam.Cli.Brokers;
using Garam.Cli.Clusters;
using Garam.Cli.Completion;
using Garam.Cli.Groups;
using Garam.Cli.Profiles;
using Garam.Cli.Records.Consuming;
using Garam.Cli.Records.Producing;
using Garam.Cli.Terminal;
using Garam.Cli.Topics;

namespace Garam.Cli;

/// <summary>The commands that know a cluster only over the wire, in the order of the help page.</summary>
public static class ClientCommands
{
    public static IReadOnlyList<CommandEntry> All { get; } =
    [
        new("topics", TopicsCommand.Description, TopicsCommand.Create),
        new("produce", ProduceCommand.Description, ProduceCommand.Create),
        new("consume", ConsumeCommand.Description, ConsumeCommand.Create),
        new("groups", GroupsCommand.Description, GroupsCommand.Create),
        new("cluster", ClusterCommand.Description, ClusterCommand.Create),
        new("brokers", BrokersCommand.Description, BrokersCommand.Create),
        new("bench", BenchCommand.Description, BenchCommand.Create),
        new("profile", ProfileCommand.Description, ProfileCommand.Create),
        new("completion", CompletionCommand.Description, CompletionCommand.Create),
    ];
}
