using Garam.Cli.Clusters;
using Garam.Cli.Terminal;

namespace Garam.Cli;

/// <summary>The commands that know a cluster only over the wire, in the order of the help page.</summary>
public static class ClientCommands
{
    public static IReadOnlyList<CommandEntry> All { get; } =
    [
        new("cluster", ClusterCommand.Description, ClusterCommand.Create),
    ];
}
