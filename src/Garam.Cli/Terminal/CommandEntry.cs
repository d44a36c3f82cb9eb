using System.CommandLine;

namespace Garam.Cli.Terminal;

/// <summary>A command that is only built when it is asked for: most runs need one of them, and each has a dozen flags.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Description">For the list of commands; the built command has the same.</param>
/// <param name="Create">Builds it.</param>
public sealed record CommandEntry(string Name, string Description, Func<Command> Create);
