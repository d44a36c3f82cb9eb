using System.CommandLine;
using System.Runtime.InteropServices;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

/// <summary>
/// Runs a command's action. Signals cancel it, and every fault becomes one line on the standard error and an exit code. The trace of an
/// unexpected fault is printed if <see cref="DebugVariable"/> is set.
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

    /// <summary>Prints the line after everything that the command said before it failed.</summary>
    private static int Report(CommandRun run, Exception fault)
    {
        _ = Finish(run.Screen, 0);
        var (code, line, isExpected) = FaultLine.Of(fault);
        var wantsTrace = !string.IsNullOrEmpty(run.Variables(DebugVariable));
        run.Screen.Complain(
            isExpected || wantsTrace ? line : $"{line} (this is a bug in garam; {DebugVariable}=1 prints where it happened)");
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
            // The output is what failed, or it fails too; the exit code says enough.
        }

        return code;
    }

    /// <summary>The first signal asks the command to stop. The second passes through to the system and kills the program.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        });
}

/// <summary>Carries the screen and the environment to every action, beside the parser's own settings.</summary>
public sealed class ToolInvocation : InvocationConfiguration
{
    public ToolInvocation(Screen screen, Func<string, string?> variables)
    {
        (Screen, Variables) = (screen, variables);
        (Output, Error) = (screen.Out, screen.Error);

        // CommandRunner owns faults. Signals have one owner too: CommandRunner for commands, the server while it drains.
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    public Screen Screen { get; }

    public Func<string, string?> Variables { get; }
}
