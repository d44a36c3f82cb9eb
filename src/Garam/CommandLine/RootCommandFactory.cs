using System.CommandLine;
using Garam.Bench;
using Garam.Cli;
using Garam.Cli.Commands;
using Garam.CommandLine.Agents;
using Garam.CommandLine.Stores;
using Garam.Demo;

namespace Garam.CommandLine;

/// <summary>The program's commands.</summary>
internal static class RootCommandFactory
{
    /// <summary>Every command, in the order of the help page.</summary>
    public static IReadOnlyList<CommandEntry> Entries { get; } =
    [
        new("serve", ServeCommand.Create),
        new("agent", AgentCommand.Create),

        // Not a method group, here and below: that would load the assembly into every command's run.
        new("demo", static () => DemoCommand.Create()),
        new("config", ConfigCommand.Create),
        new("status", StatusCommand.Create),
        new("agents", AgentsCommand.Create),
        new("leader", LeaderCommand.Create),
        .. ClientCommands.OfClusters,
        new("bench", static () => BenchCommand.Create()),
        .. ClientCommands.OfUsers,
        new("verify", VerifyCommand.Create),
        new("inspect", InspectCommand.Create),
    ];

    /// <summary>
    /// Builds the command that <paramref name="args"/> begin with, or all commands if they begin with none (help, a mistyped name):
    /// building commands that do not run would be most of the cost of parsing.
    /// </summary>
    public static RootCommand Create(IReadOnlyList<string> args)
    {
        var asked = args.Count > 0 ? Entries.FirstOrDefault(entry => entry.Name == args[0]) : null;
        return Create(asked is null ? Entries : [asked]);
    }

    public static RootCommand CreateAll() => Create(Entries);

    private static RootCommand Create(IReadOnlyList<CommandEntry> entries)
    {
        var root = new RootCommand("Garam: the Apache Kafka protocol on an object store, and tools for any Kafka cluster.");
        foreach (var entry in entries)
        {
            root.Add(entry.Create());
        }

        ToolHelp.Install(root);
        return root;
    }
}
