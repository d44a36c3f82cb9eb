using System.CommandLine;
using Garam.Cli;
using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>The program's commands.</summary>
public static class RootCommandFactory
{
    /// <summary>Every command, in the order of the help page.</summary>
    public static IReadOnlyList<CommandEntry> Entries { get; } =
    [
        new("serve", ServeCommand.Description, ServeCommand.Create),
        new("config", ConfigCommand.Description, ConfigCommand.Create),
        .. ClientCommands.All,
    ];

    /// <summary>
    /// The command that <paramref name="args"/> begin with, or all of them where they begin with none (help, a mistyped name, the shell's
    /// completion): building what is not run is most of what parsing costs.
    /// </summary>
    public static RootCommand Create(IReadOnlyList<string> args)
    {
        var asked = args.Count > 0 ? Entries.FirstOrDefault(entry => entry.Name == args[0]) : null;
        var root = new RootCommand("Garam: Apache Kafka's protocol on an object store.");
        foreach (var entry in asked is null ? Entries : [asked])
        {
            root.Add(entry.Create());
        }

        return root;
    }
}
