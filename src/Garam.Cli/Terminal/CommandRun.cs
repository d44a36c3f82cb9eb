using System.CommandLine;

namespace Garam.Cli.Terminal;

/// <summary>One run of a command.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Screen">Receives the output.</param>
/// <param name="Variables">The environment.</param>
/// <param name="Cancellation">Ctrl-C and SIGTERM. A command that can stop in good order returns its own exit code; the others
/// throw.</param>
public sealed record CommandRun(ParseResult Parsed, Screen Screen, Func<string, string?> Variables, CancellationToken Cancellation);

/// <summary>
/// A command cannot go on, for a reason that its user can understand. The message is one line that says what is wrong and, if possible,
/// what to do. It is printed as it is.
/// </summary>
public sealed class CommandException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of the codes of <see cref="Terminal.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
