using Garam.Cli.Commands;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli;

/// <summary>One form of consent: a flag, an answer on a terminal, or nothing is done.</summary>
public sealed class ConsentTests
{
    [Theory]
    [InlineData("", null, "", false)]
    [InlineData("--yes", null, "", true)]
    [InlineData("-y", null, "", true)]
    [InlineData("", 80, "y\n", true)]
    [InlineData("", 80, "YES\n", true)]
    [InlineData("", 80, "n\n", false)]
    [InlineData("", 80, "", false)]
    public async Task Nothing_is_done_that_nobody_agreed_to(string line, int? columns, string answer, bool isGiven)
    {
        var screen = new RecordedScreen(columns, answer);

        Assert.Equal(isGiven, await AskAsync(screen, line, isJson: false));
        Assert.Equal(!isGiven, screen.Error.Contains("Nothing was changed; pass --yes to go ahead.", StringComparison.Ordinal));
        Assert.Equal(columns is not null, screen.Error.StartsWith("Really? [y/N] ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_is_never_asked()
    {
        var screen = new RecordedScreen(columns: 80, input: "y\n");

        Assert.False(await AskAsync(screen, "", isJson: true));
        Assert.Equal("Nothing was changed; pass --yes to go ahead.\n", screen.Error.ReplaceLineEndings("\n"));
    }

    private static async Task<bool> AskAsync(RecordedScreen screen, string line, bool isJson)
    {
        var command = new ToolCommand("destroy", "Destroys.");
        ConsentFlag.AddTo(command);
        return await ConsentFlag.AskAsync(
            new CommandRun(command.Parse(line), screen.Screen, _ => null, TestContext.Current.CancellationToken), "Really?", isJson);
    }
}
