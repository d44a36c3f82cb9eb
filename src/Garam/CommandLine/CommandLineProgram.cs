using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Completion;
using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>One run of the program from its arguments to its exit code.</summary>
internal static class CommandLineProgram
{
    public static async Task<int> RunAsync(string[] args, Screen screen, Func<string, string?> variables)
    {
        try
        {
            var code = await RunCommandAsync(args, screen, variables);
            await screen.Out.FlushAsync();
            return code;
        }
        catch (BrokenPipeException)
        {
            return ExitCode.BrokenPipe;
        }
        catch (IOException fault)
        {
            screen.Complain(fault.Message);
            return ExitCode.Failed;
        }
    }

    private static Task<int> RunCommandAsync(string[] args, Screen screen, Func<string, string?> variables)
    {
        if (args is [LineCompletion.Command, var line])
        {
            return LineCompletion.RunAsync(RootCommandFactory.CreateAll(), line, screen, variables);
        }

        args = args switch
        {
            [] => ["--help"],
            ["help", .. var asked] => [.. asked, "--help"],
            _ => args,
        };

        // A word that begins with @ is a time, not a file with more arguments.
        var parsed = RootCommandFactory.Create(args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return UsageErrors.HasAny(parsed) && (parsed.Action is not ToolHelp || parsed.UnmatchedTokens.Count > 0)
            ? Task.FromResult(UsageErrors.Report(parsed, screen))
            : parsed.InvokeAsync(new ToolInvocation(screen, variables));
    }
}
