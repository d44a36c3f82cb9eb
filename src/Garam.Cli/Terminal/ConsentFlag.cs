using System.CommandLine;

namespace Garam.Cli.Terminal;

/// <summary>
/// The one way to agree to what cannot be undone: <c>--yes</c>, or an answer on a terminal. Without either the command says what it would do,
/// does nothing and exits with <see cref="ExitCode.Pending"/>.
/// </summary>
internal sealed class ConsentFlag
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do it without asking" };

    public ConsentFlag(Command command) => command.Add(_yes);

    public bool IsGiven(CommandRun run) => run.Parsed.GetValue(_yes);

    /// <summary>Asks where nobody has said yes yet. A program that reads JSON is not asked.</summary>
    /// <returns>False after saying that nothing was done.</returns>
    public async Task<bool> AskAsync(CommandRun run, string question, bool isJson)
    {
        if (IsGiven(run) || (!isJson && await run.Screen.ConfirmAsync(question, run.Cancellation) == true))
        {
            return true;
        }

        Decline(run);
        return false;
    }

    private static void Decline(CommandRun run)
    {
        // After the plan, also where both go to the same file.
        run.Screen.Out.Flush();
        run.Screen.Remark("Nothing was done; --yes does it.");
    }
}
