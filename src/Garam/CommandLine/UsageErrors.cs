using System.CommandLine;
using System.CommandLine.Parsing;
using Garam.Cli.Terminal;

namespace Garam.CommandLine;

/// <summary>Reports a wrong command line with one line for each fault, instead of the parser's page of help.</summary>
internal static class UsageErrors
{
    /// <summary>Returns true for a line with errors, and for one that the parser accepts but its author cannot mean.</summary>
    public static bool HasAny(ParseResult parsed) => parsed.Errors.Count > 0 || MistakenOptions(parsed).Any();

    public static int Report(ParseResult parsed, Screen screen)
    {
        var command = parsed.CommandResult.Command;
        var lines = parsed.Errors.Count > 0
            ? Lines(parsed, command)
            : MistakenOptions(parsed).Select(token => $"{Unknown(token, command)} Put a name that begins with a dash after --.");
        foreach (var line in lines)
        {
            screen.Complain(line);
        }

        screen.Remark($"Try: {PathOf(parsed.CommandResult)} --help");
        return ExitCode.Usage;
    }

    /// <summary>Reports unknown words first: they say more than what then seems to be missing.</summary>
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
            ? [$"choose a subcommand: {string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}."]
            : parsed.Errors.Select(Text).Distinct();
    }

    /// <summary>
    /// Finds options that the parser took for names: where any number of words may stand, it takes an unknown option for one of them. A
    /// single dash is the standard input, and after -- every word is a name.
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
            : $"unexpected argument '{token}'.";
    }

    private static string Text(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0 } missing when missing.Parent is CommandResult => $"{missing.Argument.Name} is missing.",
        OptionResult { Tokens.Count: 0, Implicit: false } bare => $"{bare.Option.Name} needs a value: {bare.Option.HelpName ?? "VALUE"}.",
        OptionResult { Tokens.Count: 0, Option.Required: true } missing => $"{missing.Option.Name} is missing.",
        OptionResult { Tokens: [var token, ..] } option when IsNumber(option.Option)
            && !IsSaidInFull(error, option) => NotANumber(option, token),
        ArgumentResult { Tokens: [var token, ..], Parent: OptionResult option } when IsNumber(option.Option) => NotANumber(option, token),
        _ => error.Message,
    };

    private static string NotANumber(OptionResult option, Token token) => $"{option.Option.Name}: '{token.Value}' is not a number.";

    /// <summary>An option's own check says what it needs; the parser knows only the type.</summary>
    private static bool IsSaidInFull(ParseError error, OptionResult option) =>
        error.Message.StartsWith(option.Option.Name + ": ", StringComparison.Ordinal);

    private static bool IsNumber(Option option) =>
        (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType).IsPrimitive && option.ValueType != typeof(bool);

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "garam";
}
