using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

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

/// <param name="Line">A whole command line.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
public sealed record Example(string Line, string Meaning);

/// <summary>A command that is only built when it is asked for: most runs need one of them, and each has a dozen flags.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Description">For the list of commands; the built command has the same.</param>
/// <param name="Create">Builds it.</param>
public sealed record CommandEntry(string Name, string Description, Func<Command> Create);
