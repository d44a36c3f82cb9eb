using System.CommandLine;
using System.Text;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Documentation;

/// <summary>Writes docs/cli.md from the commands.</summary>
internal static class CliPage
{
    private const string Introduction = """
        # Command line

        <!-- Written by a test from the commands. After a change: GARAM_WRITE_DOCS=1 ./test --fast --filter Command_line_page -->

        `garam` is one program: the server, and the tools for any Kafka cluster. Data goes to the standard output, everything
        else to the standard error. On a terminal, tables fit its width; elsewhere they are plain columns for grep and awk.
        `NO_COLOR` turns colours off. With `--json` a command prints one document, or one per line if there is no end to them.
        Names in these documents never change, but new ones may come. A fault is one line on the standard error; `GARAM_DEBUG=1`
        adds where in the program it happened.

        ## Which cluster

        `--brokers` or `--profile` comes first, then `GARAM_BROKERS`, then the default profile (`garam profile use`), then `127.0.0.1:9092`.
        [connecting.md](connecting.md) covers TLS, certificates and logins. Each of their flags is also a variable: `--password-file` is
        `GARAM_PASSWORD_FILE`.

        ## Consent

        Commands that destroy or overwrite what a cluster holds (`topics delete`, `topics delete-records`, `topics apply`,
        `groups delete`, `groups delete-offsets`, `groups reset-offsets`) show what they would do, and ask if there is a
        terminal. `--yes` answers in advance. Without either they change nothing, say so, and exit with 6. With `--json`, no
        command asks.

        ## Exit codes

        | code | meaning |
        | --- | --- |

        """;

    public static string Write(IEnumerable<Command> commands)
    {
        var text = new StringBuilder(Introduction);
        foreach (var (code, meaning) in ExitCode.All)
        {
            text.Append($"| {code} | {meaning} |\n");
        }

        text.Append("\n## Commands\n\n| command | what it does |\n| --- | --- |\n");
        var all = commands.SelectMany(command => Tree(command, "garam")).ToArray();
        foreach (var (path, command) in all.Where(entry => entry.Command.Subcommands.Count == 0))
        {
            text.Append($"| [{path}](#{path.Replace(' ', '-')}) | {Cell(command.Description)} |\n");
        }

        foreach (var (path, command) in all.Where(entry => entry.Command.Subcommands.Count == 0))
        {
            WriteCommand(text, path, command);
        }

        return text.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> Tree(Command command, string parent)
    {
        var path = $"{parent} {command.Name}";
        return command.Hidden ? [] : command.Subcommands.SelectMany(sub => Tree(sub, path)).Prepend((path, command));
    }

    private static void WriteCommand(StringBuilder text, string path, Command command)
    {
        text.Append($"\n## {path}\n\n{command.Description}\n");
        if (command is ToolCommand { Details: { } details })
        {
            text.Append($"\n{details.ReplaceLineEndings("\n")}\n");
        }

        text.Append($"\n```\n{path}{string.Concat(command.Arguments.Select(Synopsis))} [options]\n```\n\n| | |\n| --- | --- |\n");
        foreach (var argument in command.Arguments)
        {
            text.Append($"| `{argument.Name}` | {Cell(argument.Description)} |\n");
        }

        foreach (var option in command.Options.Where(option => !option.Hidden))
        {
            var value = option.ValueType == typeof(bool) ? "" : $" {option.HelpName ?? "VALUE"}";
            var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
            text.Append($"| `{names}{value}` | {Cell(option.Description)}{(option.Required ? " (required)" : "")} |\n");
        }

        if (command is ToolCommand tool)
        {
            WriteExamples(text, tool);
        }
    }

    private static void WriteExamples(StringBuilder text, ToolCommand command)
    {
        if (command.Examples.Count > 0)
        {
            text.Append($"\n```sh\n{string.Join('\n', command.Examples.Select(example => $"# {example.Meaning}\n{example.Line}"))}\n```\n");
        }

        if (command.Json is { } json)
        {
            text.Append($"\n`--json` prints:\n\n```json\n{json.ReplaceLineEndings("\n")}\n```\n");
        }
    }

    private static string Synopsis(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}";
    }

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
