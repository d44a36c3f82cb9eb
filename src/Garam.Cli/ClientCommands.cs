using Garam.Cli.Brokers;
using Garam.Cli.Clusters;
using Garam.Cli.Commands;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Groups;
using Garam.Cli.Profiles;
using Garam.Cli.Records.Consuming;
using Garam.Cli.Records.Producing;
using Garam.Cli.Topics;

namespace Garam.Cli;

/// <summary>The commands that know a cluster only over the wire, in the order of the help page.</summary>
public static class ClientCommands
{
    /// <summary>Every environment variable that client commands read.</summary>
    public static IReadOnlyList<string> Variables { get; } =
        [.. ConnectionFlags.Variables, ProfileFile.Variable, CommandRunner.DebugVariable];

    /// <summary>The commands that work on a cluster.</summary>
    public static IReadOnlyList<CommandEntry> OfClusters { get; } =
    [
        new("topics", TopicsCommand.Create),
        new("produce", ProduceCommand.Create),
        new("consume", ConsumeCommand.Create),
        new("groups", GroupsCommand.Create),
        new("cluster", ClusterCommand.Create),
        new("brokers", BrokersCommand.Create),
    ];

    /// <summary>The commands that set up the tool itself, for one user.</summary>
    public static IReadOnlyList<CommandEntry> OfUsers { get; } =
    [
        new("profile", ProfileCommand.Create),
        new("completion", CompletionCommand.Create),
    ];
}
