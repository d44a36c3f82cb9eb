using System.CommandLine;
using System.CommandLine.Parsing;
using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>A wrong command line in one line a fault, instead of the parser's page of help.</summary>
internal static class UsageErrors
{
    /// <summary>True for a line with errors, or one that the parser takes and its author cannot mean.</summary>
    public static bool HasAny(ParseResult parsed) => parsed.Errors.Count > 0 || MistakenOptions(parsed).Any();

    public static int Report(ParseResult parsed, Screen screen)
    {
        var command = parsed.CommandResult.Command;
        foreach (var line in parsed.Errors.Count > 0 ? Lines(parsed, command) : MistakenOptions(parsed).Select(token => $"{Unknown(token, command)} A name that begins with a dash comes after --."))
        {
            screen.Complain(line);
        }

        screen.Remark($"Try: {PathOf(parsed.CommandResult)} --help");
        return ExitCode.Usage;
    }

    /// <summary>What was typed and is unknown says more than what then seems to be missing.</summary>
    private static IEnumerable<string> Lines(ParseResult parsed, Command command)
    {
        var unknown = parsed.UnmatchedTokens;
        if (unknown is [var first, ..] && !first.StartsWith('-') && command.Subcommands.Count > 0)
        {
            return [$"there is no command {first}.{Suggestion.For(first, command.Subcommands.Select(sub => sub.Name))}"];
        }

        if (unknown is [var option, ..] && command.Options.Any(known => known.Name == option || known.Aliases.Contains(option)))
        {
            return [$"{option} comes after the command: {PathOf(parsed.CommandResult)} {option} …"];
        }

        if (unknown.Count > 0)
        {
            return unknown.Select(token => Unknown(token, command));
        }

        return command.Subcommands.Count > 0
            ? [$"name what to do: {string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}."]
            : parsed.Errors.Select(Text).Distinct();
    }

    /// <summary>
    /// What looks like an option and was taken for a name: wherever any number of words may stand, the parser takes an option that it does not
    /// know for one of them. A single dash is the standard input, and after -- every word is a name.
    /// </summary>
    private static IEnumerable<string> MistakenOptions(ParseResult parsed)
    {
        var before = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return from result in parsed.CommandResult.Children
               where result is ArgumentResult || result is OptionResult { Option.AllowMultipleArgumentsPerToken: true }
               from token in result.Tokens
               where token.Value.Length > 1 && token.Value[0] == '-' && before.Contains(token)
               select token.Value;
    }

    private static string Unknown(string token, Command command)
    {
        var name = token.Split('=')[0];
        return token.StartsWith('-')
            ? $"there is no option {name}.{Suggestion.For(name, command.Options.Select(option => option.Name))}"
            : $"'{token}' is one word too many.";
    }

    private static string Text(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0 } missing when missing.Parent is CommandResult => $"{missing.Argument.Name} is missing.",
        OptionResult { Tokens.Count: 0, Implicit: false } bare => $"{bare.Option.Name} wants a value: {bare.Option.HelpName ?? "VALUE"}.",
        OptionResult { Tokens.Count: 0, Option.Required: true } missing => $"{missing.Option.Name} is missing.",
        OptionResult { Tokens: [var token, ..] } option when IsNumber(option.Option) && !IsSaidInFull(error, option) => $"{option.Option.Name}: '{token.Value}' is not a number.",
        ArgumentResult { Tokens: [var token, ..], Parent: OptionResult option } when IsNumber(option.Option) => $"{option.Option.Name}: '{token.Value}' is not a number.",
        _ => error.Message,
    };

    /// <summary>An option's own check says what it wants; the parser's knows the type only.</summary>
    private static bool IsSaidInFull(ParseError error, OptionResult option) => error.Message.StartsWith(option.Option.Name + ": ", StringComparison.Ordinal);

    private static bool IsNumber(Option option) => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType).IsPrimitive && option.ValueType != typeof(bool);

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "garam";
}
