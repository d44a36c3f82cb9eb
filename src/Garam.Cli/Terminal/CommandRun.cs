using System.CommandLine;

namespace Garam.Cli.Terminal;

/// <summary>One run of a command: what was asked, where the answer goes, and when to stop.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Screen">Where to write.</param>
/// <param name="Variables">The environment.</param>
/// <param name="Cancellation">Ctrl-C and SIGTERM. A command that ends well on it returns its own exit code; others let it through.</param>
public sealed record CommandRun(ParseResult Parsed, Screen Screen, Func<string, string?> Variables, CancellationToken Cancellation);

/// <summary>
/// A command cannot go on, for a reason that its user can understand. The message is one line that says what is wrong and, where
/// possible, what to do; it is printed as it is.
/// </summary>
public sealed class CommandException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="Terminal.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
