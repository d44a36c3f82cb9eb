namespace Garam.Cli.Terminal;

/// <summary>
/// A command cannot go on, for a reason that its user can understand. The message is one line that says what is wrong and, where
/// possible, what to do; it is printed as it is.
/// </summary>
public sealed class CommandException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="Terminal.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
