using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Garam.Cli.Terminal;

/// <summary>
/// A command with what its help page and the reference need besides its flags. Set <see cref="Run"/> on commands that do something;
/// groups of commands have none.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "The parser's Command is enumerable only so that it can be written with an initializer.")]
public sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work as they are, each with what it does.</summary>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>What <c>--json</c> prints, as an example document; null where the command prints none.</summary>
    public string? Json { get; init; }

    /// <summary>Whole sentences for the help page, below the first line.</summary>
    public string? Details { get; init; }

    /// <summary>What the command does; returns the exit code. Faults are thrown and told by <see cref="CommandRunner"/>.</summary>
    public void Run(Func<CommandRun, Task<int>> action) =>
        SetAction((parsed, cancellation) => CommandRunner.RunAsync(parsed, action, cancellation));
}
