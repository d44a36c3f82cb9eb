using System.CommandLine;
using System.Runtime.InteropServices;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

/// <summary>
/// Runs a command's action: signals cancel it, and whatever goes wrong becomes one line on the standard error and an exit code. The
/// trace of an unexpected fault is printed where <see cref="DebugVariable"/> is set.
/// </summary>
internal static class CommandRunner
{
    public const string DebugVariable = "GARAM_DEBUG";

    public static async Task<int> RunAsync(ParseResult parsed, Func<CommandRun, Task<int>> action, CancellationToken cancellation)
    {
        var invocation = (ToolInvocation)parsed.InvocationConfiguration;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
        var run = new CommandRun(parsed, invocation.Screen, invocation.Variables, stopping.Token);
        try
        {
            var code = await action(run);
            await run.Screen.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Finish(run.Screen, ExitCode.Interrupted);
        }
        catch (BrokenPipeException)
        {
            return ExitCode.BrokenPipe;
        }
        catch (Exception fault)
        {
            return Finish(run.Screen, Report(run, fault));
        }
    }

    /// <summary>The line goes out after what the command had to say before it failed.</summary>
    private static int Report(CommandRun run, Exception fault)
    {
        _ = Finish(run.Screen, 0);
        var (code, line, isExpected) = FaultLine.Of(fault);
        var wantsTrace = !string.IsNullOrEmpty(run.Variables(DebugVariable));
        run.Screen.Complain(isExpected || wantsTrace ? line : $"{line} (this is a fault of the program; {DebugVariable}=1 prints where it happened)");
        if (wantsTrace)
        {
            foreach (var text in fault.ToString().ReplaceLineEndings("\n").Split('\n'))
            {
                run.Screen.Remark(text);
            }
        }

        return code;
    }

    private static int Finish(Screen screen, int code)
    {
        try
        {
            screen.Out.Flush();
        }
        catch (IOException)
        {
            // The output is what failed, or fails as well; the code says enough.
        }

        return code;
    }

    /// <summary>The first signal asks, the second one kills: the handler lets it through to the system.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        });
}

/// <summary>What the parser hands to every action: the screen and the environment besides its own settings.</summary>
public sealed class ToolInvocation : InvocationConfiguration
{
    public ToolInvocation(Screen screen, Func<string, string?> variables)
    {
        (Screen, Variables) = (screen, variables);
        (Output, Error) = (screen.Out, screen.Error);

        // CommandRunner owns faults, and signals have one owner too: CommandRunner for short work, the server for its draining.
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    public Screen Screen { get; }

    public Func<string, string?> Variables { get; }
}
