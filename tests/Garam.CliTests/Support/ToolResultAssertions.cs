namespace Garam.CliTests.Support;

/// <summary>Assertions that hold for every run of the program.</summary>
internal static class ToolResultAssertions
{
    public static ToolResult ShouldSucceed(this ToolResult result)
    {
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result;
    }

    /// <summary>One line on the standard error that names what is wrong, no trace, and nothing on the standard output.</summary>
    public static void ShouldFail(this ToolResult result, int exitCode, params string[] says)
    {
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode} instead of {exitCode}\n{result.Output}\n{result.Error}");
        Assert.All(says, text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("garam: ", result.Error, StringComparison.Ordinal);
        Assert.Single(
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith("Try: ", StringComparison.Ordinal));
    }

    /// <summary>Words of the lines that begin with this one.</summary>
    public static string[] Row(this ToolResult result, string first) =>
        result.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(
            words => words.Length > 0 && words[0] == first);
}
