using Garam.CliTests.Support;

namespace Garam.CliTests.Completion;

/// <summary>The scripts that complete command lines, in the shells that are installed.</summary>
public sealed class CompletionTests(Clusters clusters)
{
    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Bash_completes_commands_and_the_names_of_topics(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create completed-topic --if-not-exists")).ShouldSucceed();

        Assert.Equal("delete delete-records describe\n", await CompleteInBashAsync(garam, "garam topics de"));
        Assert.Equal("completed-topic\n", await CompleteInBashAsync(garam, "garam topics describe completed-t"));
    }

    [Fact]
    public async Task Where_nobody_answers_there_are_no_names_and_no_words() =>
        Assert.Equal("\n", await CompleteInBashAsync(new GaramProgram(("GARAM_BROKERS", "127.0.0.1:1")), "garam topics describe x"));

    [Theory]
    [InlineData(
        "zsh", "compdef() { :; }; compadd() { shift; print -r -- $@ }; source <(garam completion zsh); LBUFFER='garam topics de'; _garam")]
    [InlineData("fish", "garam completion fish | source; complete -C 'garam topics de'")]
    public async Task Other_shells_complete_commands(string shell, string script)
    {
        Assert.SkipUnless(Tool.IsInstalled(shell), $"{shell} is not installed.");
        var folder = Path.GetDirectoryName(Repository.Program)!;

        var completed = await Tool.RunAsync("env", [$"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")}", shell, "-c", script]);

        Assert.Equal(["delete", "delete-records", "describe"], completed.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<string> CompleteInBashAsync(GaramProgram garam, string line)
    {
        var result = await garam.ShellAsync(
            $"source <(garam completion bash); COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; _garam; echo \"${{COMPREPLY[*]}}\"");
        Assert.Equal("", result.Error);
        return result.Output;
    }
}
