using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.CommandLine.Agents;

/// <summary>The flag that repeats a view until Ctrl-C.</summary>
internal sealed class WatchFlag
{
    /// <summary>Each look asks the store and every agent.</summary>
    private static readonly TimeSpan IntervalMin = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan IntervalDefault = TimeSpan.FromSeconds(2);

    private readonly Option<string?> _watch = new("--watch")
    {
        Description = $"Look again and again until Ctrl-C, with --json a line each time [default: {Durations.Show(IntervalDefault)}]",
        HelpName = "INTERVAL",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public WatchFlag(Command command) => command.Add(_watch);

    /// <summary>How often to look; null: once.</summary>
    /// <exception cref="CommandException">The interval is not a time, or too short.</exception>
    public TimeSpan? Read(CommandRun run)
    {
        if (run.Parsed.GetResult(_watch) is null)
        {
            return null;
        }

        var interval = run.Parsed.GetValue(_watch) is { } text ? Durations.Parse(text, "--watch") : IntervalDefault;
        return interval >= IntervalMin
            ? interval
            : throw new CommandException(ExitCode.Usage, $"--watch: the shortest interval is {Durations.Show(IntervalMin)}.");
    }

    /// <summary>Prints what a look finds, once or again and again. Ctrl-C ends a watch with success: it has no other end.</summary>
    /// <param name="run">The run of the command.</param>
    /// <param name="every">How often; null: once.</param>
    /// <param name="output">Chooses the form.</param>
    /// <param name="look">Makes the document.</param>
    /// <param name="type">How the document is written as JSON.</param>
    /// <param name="show">Shows the document to people.</param>
    public static async Task<int> RunAsync<T>(
        CommandRun run, TimeSpan? every, OutputFlags output, Func<CancellationToken, Task<T>> look, JsonTypeInfo<T> type,
        Action<Screen, T> show)
    {
        if (every is not { } interval)
        {
            output.Write(run, await look(run.Cancellation), type, (_, found) => show(run.Screen, found));
            return ExitCode.Success;
        }

        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                Print(run.Screen, output.IsJson(run), await look(run.Cancellation), type, show, isFirst);
                await run.Screen.Out.FlushAsync(run.Cancellation);
                await Task.Delay(interval, run.Cancellation);
            }
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
    }

    private static void Print<T>(Screen screen, bool isJson, T found, JsonTypeInfo<T> type, Action<Screen, T> show, bool isFirst)
    {
        if (isJson)
        {
            JsonOutput.WriteLine(screen, found, type);
            return;
        }

        if (!screen.TryStartOver() && !isFirst)
        {
            screen.Say();
        }

        show(screen, found);
    }
}
