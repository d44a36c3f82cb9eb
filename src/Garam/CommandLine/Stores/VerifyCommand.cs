using System.CommandLine;
using System.Globalization;
using Garam.Cli.Commands;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Storage.Errors;
using Garam.Storage.Locations;
using Garam.Stores;
using Garam.Verification;
using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary><c>garam verify</c>: checks that everything that was acknowledged is there, and whole.</summary>
internal static class VerifyCommand
{
    public const string Description = "Check every object of a store against its checksums and the metadata.";

    /// <summary>More threads than a disk can use.</summary>
    private const int ReadersMax = 64;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>A read that hangs must not hold up Ctrl-C; all other reads end long before.</summary>
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var command = new ToolCommand("verify", Description)
        {
            Examples =
            [
                new Example(
                    "garam verify --data /var/lib/garam",
                    "Checks the journal, the snapshots, and the size, footer and extents of every segment."),
                new Example("garam verify --data /var/lib/garam --deep", "Also reads every byte and decodes every record."),
                new Example("garam verify --json | jq -r 'select(.severity == \"unsound\") | .subject'", "Names the damaged objects."),
            ],
            Details = """
                Writes nothing and takes no lock, so a server may run at the same time. The exit code is 0 if the store is sound, 1 if it
                is not, and 2 if there is no store that can be read. After Ctrl-C the command says how far it got.
                """,
            Json = """
                {"type": "finding", "severity": "unsound", "area": "segments", "code": "segment-missing", "subject": "segments/…",
                  "detail": "…", "means": "…", "remedy": "…"}
                """,
        };
        var deep = new Option<bool>("--deep") { Description = "Read every segment from end to end and decode every record" };
        var readers = ReadersOption();
        command.Add(deep);
        command.Add(readers);
        var store = new StoreFlags(command);
        var output = new OutputFlags(command);
        command.Run(run =>
        {
            var options = new VerificationOptions { IsDeep = run.Parsed.GetValue(deep), ReadersMax = run.Parsed.GetValue(readers) };
            return RunAsync(run, store.Location(run), options, output.IsJson(run));
        });
        return command;
    }

    private static Option<int> ReadersOption()
    {
        var readers = new Option<int>("--readers")
        {
            Description = "Segments to read at the same time",
            HelpName = "N",
            DefaultValueFactory = _ => new VerificationOptions().ReadersMax,
        };
        readers.Validators.Add(static result =>
        {
            if (result.Tokens is [var token]
                && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number is > 0 and <= ReadersMax))
            {
                result.AddError($"--readers: '{token.Value}' is not a number from 1 to {ReadersMax}.");
            }
        });
        return readers;
    }

    private static async Task<int> RunAsync(CommandRun run, StoreLocation location, VerificationOptions options, bool isJson)
    {
        IVerificationView view = isJson
            ? new VerificationJsonView(run.Screen)
            : new VerificationTextView(run.Screen, StoreOpener.NameOf(location));
        var store = await StoreFlags.OpenAsync(location, options.ReadersMax, run.Cancellation);
        var verifier = new StoreVerifier(store.Objects, options, TimeProvider.System) { ForeignNames = store.ListForeignNames };
        var running = verifier.RunAsync(view.Add, run.Cancellation).AsTask();
        try
        {
            var report = await WatchAsync(running, verifier.Progress, run);
            view.Complete(report);
            return report.IsSound ? ExitCode.Success : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            view.Stop();
            await run.Screen.Out.FlushAsync();
            run.Screen.Remark(Describe(verifier.Progress));
            return ExitCode.Interrupted;
        }
        catch (GaramException fault)
        {
            throw new CommandException(ExitCode.Usage, $"{location} cannot be verified: {fault.Message}", fault);
        }
        finally
        {
            if (running.IsCompleted)
            {
                await store.DisposeAsync();
            }
        }
    }

    private static string Describe(VerificationProgress progress) => progress.TotalBytes == 0
        ? "Stopped before the journal and the snapshots were read: nothing is known about this store."
        : $"Stopped after {Amounts.Bytes(progress.DoneBytes)} of {Amounts.Bytes(progress.TotalBytes)} of segments: "
            + "nothing is known about the rest.";

    private static async Task<VerificationReport> WatchAsync(
        Task<VerificationReport> running, VerificationProgress progress, CommandRun run)
    {
        ProgressLine? line = null;
        try
        {
            while (!run.Cancellation.IsCancellationRequested
                && await Task.WhenAny(running, Task.Delay(Tick, CancellationToken.None)) != running)
            {
                line ??= progress.TotalBytes > 0 ? new ProgressLine(run.Screen, "verify", progress.TotalBytes, "B") : null;
                line?.Report(progress.DoneBytes);
            }

            return await running.WaitAsync(run.Cancellation.IsCancellationRequested ? StopTimeMax : Timeout.InfiniteTimeSpan);
        }
        catch (TimeoutException)
        {
            throw new OperationCanceledException(run.Cancellation);
        }
        finally
        {
            line?.Dispose();
        }
    }
}
