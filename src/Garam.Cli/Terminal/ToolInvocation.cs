using System.CommandLine;

namespace Garam.Cli.Terminal;

/// <summary>What the parser hands to every action: the screen and the environment besides its own settings.</summary>
public sealed class ToolInvocation : InvocationConfiguration
{
    public ToolInvocation(Screen screen, Func<string, string?> variables)
    {
        (Screen, Variables) = (screen, variables);
        (Output, Error) = (screen.Out, screen.Error);

        // CommandRunner owns faults, and signals have one owner too: CommandRunner for short work, the server for its draining.
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    public Screen Screen { get; }

    public Func<string, string?> Variables { get; }
}
