using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

/// <summary>
/// The one way to agree to a change that cannot be undone: <c>--yes</c>, or an answer on a terminal. Without either the command says what
/// it would do, changes nothing and exits with <see cref="ExitCode.Pending"/>.
/// </summary>
internal static class ConsentFlag
{
    /// <summary>For help pages, without the full stop.</summary>
    public const string Explained = "Without --yes, garam asks on a terminal. Elsewhere it changes nothing and exits with 6";

    private const string Flag = "--yes";

    public static void AddTo(Command command) => command.Add(new Option<bool>(Flag, "-y") { Description = "Go ahead without asking" });

    public static bool IsGiven(CommandRun run) => run.Parsed.GetValue<bool>(Flag);

    /// <summary>Asks the user unless the flag is given. A program that reads JSON is not asked.</summary>
    /// <returns>False after saying that nothing was changed.</returns>
    public static async Task<bool> AskAsync(CommandRun run, string question, bool isJson)
    {
        if (IsGiven(run) || (!isJson && await run.Screen.ConfirmAsync(question, run.Cancellation) == true))
        {
            return true;
        }

        Decline(run.Screen);
        return false;
    }

    private static void Decline(Screen screen)
    {
        // After the plan, even if both go to the same file.
        screen.Out.Flush();
        screen.Remark($"Nothing was changed; pass {Flag} to go ahead.");
    }
}

/// <summary>
/// One run of a command that destroys or overwrites: show the plan, ask, carry it out, report. With <c>--json</c> nobody is asked, and the
/// report is all that is printed.
/// </summary>
internal abstract class PlannedChange
{
    /// <summary>False if the plan changes nothing, so that there is nothing to agree to.</summary>
    protected abstract bool HasWork { get; }

    /// <summary>The question on a terminal.</summary>
    protected abstract string Question { get; }

    /// <summary>True if the plan is only shown before the question: with <c>--yes</c> the report says enough.</summary>
    protected virtual bool IsShownOnlyToAsk => false;

    /// <summary>Why the plan cannot be carried out now; null if it can.</summary>
    protected virtual string? Obstacle => null;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CommandRun run, OutputFlags output)
    {
        var isJson = output.IsJson(run);
        if (!isJson && !(IsShownOnlyToAsk && (!HasWork || ConsentFlag.IsGiven(run))))
        {
            await ShowPlanAsync(run.Screen, run.Cancellation);
        }

        var isDone = false;
        if (Obstacle is { } obstacle)
        {
            run.Screen.Complain(obstacle);
        }
        else if (HasWork && await ConsentFlag.AskAsync(run, Question, isJson))
        {
            await CarryOutAsync(output.Progress(run), run.Cancellation);
            isDone = true;
        }

        var refusals = Report(run, output, isDone);
        foreach (var refusal in refusals)
        {
            run.Screen.Complain(refusal);
        }

        return refusals.Count > 0 ? ExitCode.Refused : HasWork && !isDone ? ExitCode.Pending : ExitCode.Success;
    }

    protected abstract Task ShowPlanAsync(Screen screen, CancellationToken cancellation);

    /// <param name="say">Says to people how far the work is.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    protected abstract Task CarryOutAsync(Action<string> say, CancellationToken cancellation);

    /// <summary>Prints what was done, or the plan if nothing was.</summary>
    /// <returns>A sentence for each part of the change that the cluster refused.</returns>
    protected abstract IReadOnlyList<string> Report(CommandRun run, OutputFlags output, bool isDone);
}

/// <summary>A planned change whose plan and result are one document.</summary>
internal abstract class PlannedChange<TDocument>(JsonTypeInfo<TDocument> type) : PlannedChange
{
    protected abstract TDocument Document(bool isDone);

    /// <summary>Shows the result to people; the plan has been shown.</summary>
    protected abstract void ShowResult(Screen screen, TDocument document);

    protected virtual IEnumerable<string> RefusalsIn(TDocument document) => [];

    protected override IReadOnlyList<string> Report(CommandRun run, OutputFlags output, bool isDone)
    {
        var document = Document(isDone);
        output.Write(run, document, type, (_, shown) => ShowResult(run.Screen, shown));
        return [.. RefusalsIn(document)];
    }
}
