using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Garam.CliTests.Support;

namespace Garam.CliTests.Demo;

/// <summary>The demo with real processes.</summary>
public sealed partial class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GaramProgram _garam = new();

    [Fact]
    public async Task Nothing_is_lost_while_agents_are_killed()
    {
        var result = await _garam.LineAsync("demo --for 15s --kill-every 2s --seed 1");

        result.ShouldSucceed();
        var summary = Summary().Match(result.Output);
        Assert.True(summary.Success, result.Output);
        Assert.NotEqual("0", summary.Groups["acknowledged"].Value);
        Assert.Equal(summary.Groups["acknowledged"].Value, summary.Groups["read"].Value);
        Assert.InRange(int.Parse(summary.Groups["kills"].Value, CultureInfo.InvariantCulture), 1, 7);
        Assert.Contains("lost 0, doubled 0", result.Output, StringComparison.Ordinal);
        Assert.Contains("leads in epoch", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task A_directory_that_is_not_empty_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("garam-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "mine"), "", TestContext.Current.CancellationToken);

        var result = await _garam.LineAsync($"demo --data {folder.FullName}");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"garam: --data: {folder.FullName} is not empty; name a new directory, or an empty one.\n", result.Error);
        Assert.Equal(["mine"], folder.EnumerateFileSystemInfos().Select(static found => found.Name));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Agents_end_with_a_demo_that_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("garam-test-");
        using var demo = _garam.Start("demo", "--data", folder.FullName, "--agents", "2");
        while (await demo.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.Contains("acknowledged", StringComparison.Ordinal))
        {
            // The agents are up when records are acknowledged.
        }

        var agents = AgentsOf(folder.FullName);
        Assert.Equal(2, agents.Count);

        demo.Kill();

        using var timeout = new CancellationTokenSource(Patience);
        await demo.WaitForExitAsync(timeout.Token);
        foreach (var agent in agents)
        {
            await agent.WaitForExitAsync(timeout.Token);
            agent.Dispose();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_demo_on_a_terminal_with_the_result()
    {
        Tool.Require("script");
        using var run = _garam.StartOnTerminal(80, "demo --kill-every never --agents 1 --rate 500");
        await run.WaitForAsync("until Ctrl-C");

        await run.TypeAsync("\u0003");

        var result = await run.EndAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Nothing was lost.", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Finds the processes whose command line names the folder. The caller owns them.</summary>
    private static List<Process> AgentsOf(string folder) =>
    [
        .. Process.GetProcesses().Where(process => IsAgentOf(process.Id, folder)),
    ];

    private static bool IsAgentOf(int process, string folder)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return arguments.Contains("agent") && arguments.Any(argument => argument.StartsWith(folder, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
    }

    [GeneratedRegex(
        @"^Nothing was lost\.\n  records +(?<acknowledged>\S+) acknowledged, (?<read>\S+) read, 0 lost, 0 doubled\n  kills +(?<kills>\d+)",
        RegexOptions.Multiline)]
    private static partial Regex Summary();
}
