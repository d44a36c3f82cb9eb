using System.CommandLine;
using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>A wrong command line in one line a fault, instead of the parser's page of help.</summary>
internal static class UsageErrors
{
    public static int Report(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens;
        foreach (var token in unknown.Where(token => token.StartsWith('-') || command.Subcommands.Count > 0))
        {
            var known = token.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
            Console.Error.WriteLine($"garam: there is no {(token.StartsWith('-') ? "option" : "command")} {token}.{Suggestion.For(token, known)}");
        }

        if (unknown.Count == 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine("garam: " + error.Message);
            }
        }

        Console.Error.WriteLine($"Try: {Usage(command)} --help");
        return ExitCode.Usage;
    }

    private static string Usage(Command command) => command is RootCommand ? "garam" : "garam " + command.Name;
}
