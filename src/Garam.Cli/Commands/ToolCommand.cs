using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

/// <summary>
/// A command, with what its help page and the reference need besides its flags. Commands that do something call <see cref="Run"/>; groups
/// of commands do not.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "The parser's Command is enumerable only for its initializer.")]
public sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work as they are, each with what it does.</summary>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>An example of the document that <c>--json</c> prints; null if the command prints none.</summary>
    public string? Json { get; init; }

    /// <summary>Whole sentences for the help page, after the first line.</summary>
    public string? Details { get; init; }

    /// <summary>Sets the action, which returns the exit code. It throws its faults, and <see cref="CommandRunner"/> reports them.</summary>
    public void Run(Func<CommandRun, Task<int>> action) =>
        SetAction((parsed, cancellation) => CommandRunner.RunAsync(parsed, action, cancellation));
}

/// <param name="Line">A whole command line.</param>
/// <param name="Meaning">One sentence that says what the line does.</param>
public sealed record Example(string Line, string Meaning);

/// <summary>A command that is built only when it is needed: most runs need one of them, and each has a dozen flags.</summary>
/// <param name="Name">The name that users type.</param>
/// <param name="Create">Builds the command.</param>
public sealed record CommandEntry(string Name, Func<Command> Create);
