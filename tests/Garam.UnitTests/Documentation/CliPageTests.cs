using Garam.CommandLine;

namespace Garam.UnitTests.Documentation;

/// <summary>docs/cli.md is written from the commands, so that it cannot be out of date.</summary>
public sealed class CliPageTests
{
    [Fact]
    public void Command_line_page_is_what_the_commands_say() =>
        WrittenPage.ShouldBe("cli.md", CliPage.Write(RootCommandFactory.CreateAll().Subcommands));
}
