using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;
using Garam.CommandLine;

namespace Garam.UnitTests.Cli;

/// <summary>Rules that every command keeps.</summary>
public sealed class CommandTreeTests
{
    private static readonly ToolCommand[] Commands = [.. RootCommandFactory.CreateAll().Subcommands.SelectMany(All).Cast<ToolCommand>()];

    [Fact]
    public void Every_command_that_does_something_has_examples() =>
        Assert.Empty(
            Commands.Where(command => command.Subcommands.Count == 0 && command.Examples.Count == 0).Select(command => command.Name));

    [Fact]
    public void Every_example_is_a_command_line_that_parses()
    {
        var faults = from command in Commands
                     from example in command.Examples
                     from part in example.Line.Split(" | ")
                     let start = part.IndexOf("garam ", StringComparison.Ordinal)
                     where start >= 0
                     let parsed = RootCommandFactory.CreateAll().Parse(
                         part[(start + 6)..].Split(" > ")[0].Split(" < ")[0].TrimEnd(')').Replace('\'', '"'))
                     where parsed.CommandResult.Command.Name == command.Name
                     where parsed.Errors.Count > 0
                     select $"{example.Line}: {parsed.Errors[0].Message}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_command_and_flag_says_what_it_does() =>
        Assert.All(Commands, command =>
        {
            Assert.EndsWith(".", command.Description, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{command.Name} {option.Name}"));
            Assert.All(
                command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{command.Name} {argument.Name}"));
        });

    [Fact]
    public void A_command_with_json_shows_what_it_prints() =>
        Assert.All(
            Commands.Where(command => command.Options.Any(option => option.Name == "--json")),
            command => Assert.False(string.IsNullOrEmpty(command.Json), command.Name));

    [Fact]
    public async Task Every_command_has_a_help_page()
    {
        foreach (var path in RootCommandFactory.CreateAll().Subcommands.SelectMany(command => Paths(command, "")))
        {
            var screen = new RecordedScreen();

            Assert.True(await screen.RunAsync($"{path} --help") == ExitCode.Success, $"{path}: {screen.Error}");
            Assert.Contains($" {path}", screen.Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u0001', screen.Output);
        }
    }

    [Theory]
    [InlineData("topics list --brokers", "--brokers needs a value: HOST:PORT,…")]
    [InlineData("--brokers x topics list", "--brokers comes after the command: garam topics list --brokers")]
    [InlineData("topics create", "TOPIC is missing")]
    [InlineData("topics list more", "unexpected argument 'more'")]
    [InlineData("topics create x -p many", "--partitions: 'many' is not a number")]
    [InlineData("topics", "choose a subcommand: list, describe")]
    [InlineData("help topcs", "Did you mean topics?")]
    [InlineData("topics create t -q", "there is no option -q. Put a name that begins with a dash after --.")]
    [InlineData("topics delete -x t --yes", "there is no option -x.")]
    [InlineData("consume t -q=1", "there is no option -q.")]
    [InlineData("groups list --state Stable -z", "there is no option -z.")]
    [InlineData("inspect journal -q", "there is no option -q.")]
    [InlineData("produce t --batch-size 64MiB", "'64MiB' is not a size up to 31MiB")]
    public async Task A_wrong_line_is_told_once(string line, string says)
    {
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Usage, await screen.RunAsync(line));

        Assert.Contains(says, screen.Error, StringComparison.Ordinal);
        Assert.InRange(screen.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 2);
    }

    [Theory]
    [InlineData("topics create -- -q")]
    [InlineData("consume t --from -10")]
    [InlineData("produce t --key -k")]
    public async Task A_dash_is_no_option_after_two_of_them_and_in_a_value(string line)
    {
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Unreachable, await screen.RunAsync(
            line, ("GARAM_BROKERS", "127.0.0.1:1"), ("GARAM_PROFILES", "/nonexistent/profiles.yaml")));
    }

    [Fact]
    public async Task Help_shows_the_examples()
    {
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Success, await screen.RunAsync("topics list --help"));

        Assert.Contains("  # Lists every topic", screen.Output, StringComparison.Ordinal);
        Assert.Contains("  garam topics list --json | jq", screen.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_alone_shows_the_commands()
    {
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Success, await screen.RunAsync(""));

        Assert.All(RootCommandFactory.Entries, entry => Assert.Contains($"  {entry.Name} ", screen.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("__complete", screen.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garam to", "topics\n")]
    [InlineData("garam topics de", "delete\ndelete-records\ndescribe\n")]
    [InlineData("garam topics list --js", "--json\n")]
    [InlineData("garam completion ", "bash\nfish\nzsh\n")]
    [InlineData("garam topics describe --brokers 127.0.0.1:1 ", "")]
    [InlineData("garam", "")]
    [InlineData("garam nothing ", "")]
    public async Task Lines_are_completed(string line, string candidates)
    {
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Success, await CommandLineProgram.RunAsync(["__complete", line], screen.Screen, _ => null));

        Assert.Equal(candidates, screen.Output);
        Assert.Equal("", screen.Error);
    }

    private static IEnumerable<string> Paths(Command command, string parent)
    {
        var path = $"{parent} {command.Name}".Trim();
        return command.Subcommands.SelectMany(sub => Paths(sub, path)).Prepend(path);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
