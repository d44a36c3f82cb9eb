using System.Text.RegularExpressions;
using Garam.CliTests.Support;

namespace Garam.CliTests.Stores;

/// <summary>
/// <c>garam verify</c> on a terminal, behind a pipe, and stopped: a store that does not answer gives a test all the time it needs.
/// </summary>
public sealed partial class VerifyTests
{
    private const int Interrupted = 130;
    private const string CtrlC = "\u0003";
    private const string LineTakenAway = "\r\u001b[K";

    private static readonly GaramProgram Program = new();

    [Fact]
    public async Task A_terminal_shows_how_far_it_is_and_only_the_report_stays()
    {
        Tool.Require("script");
        using var store = await StuckStore.CreateAsync();
        await store.HangAsync();
        using var run = Program.StartOnTerminal(80, $"verify --data {store.Path} --deep");
        await run.WaitForAsync("verify [################........] 67 % 8.0 KiB");

        await store.ReleaseAsync();

        var result = await run.EndAsync();
        Assert.Equal(1, result.ExitCode);
        var report = result.Output[(result.Output.LastIndexOf(LineTakenAway, StringComparison.Ordinal) + LineTakenAway.Length)..];
        Assert.StartsWith($"{store.Path}, as of journal entry", report, StringComparison.Ordinal);
        Assert.DoesNotContain("verify [", report, StringComparison.Ordinal);
        Assert.All(
            result.Output.Split('\r', '\n').Where(line => line.StartsWith("verify ", StringComparison.Ordinal)),
            line => Assert.True(Escape().Replace(line, "").Length <= 80, line));
    }

    [Fact]
    public async Task Without_a_terminal_nothing_is_said_about_the_progress()
    {
        Tool.Require("script");
        using var store = await StuckStore.CreateAsync();
        await store.HangAsync();
        using var plain = Program.Start("verify", "--data", store.Path, "--deep");
        using var shown = Program.StartOnTerminal(80, $"verify --data {store.Path} --deep");
        await shown.WaitForAsync("verify [");

        // A writer lets those go on that wait by then; who comes later needs another.
        while (!plain.HasExited)
        {
            await store.ReleaseAsync();
        }

        Assert.Equal("", await plain.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(
            store.Path, await plain.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Ctrl_C_and_signals_stop_it_and_it_says_how_far_it_came_and_what_it_found(string? signal)
    {
        Tool.Require("script");
        using var store = await StuckStore.CreateAsync();
        store.AddToJournal(1);
        await store.HangAsync();
        using var run = Program.StartOnTerminal(100, $"verify --data {store.Path} --deep");
        await run.WaitForAsync("verify [");

        if (signal is null)
        {
            await run.TypeAsync(CtrlC);
        }
        else
        {
            await Tool.RunAsync("kill", [$"-{signal}", run.Shown.Split("pid=")[1].Split('\r')[0]]);
        }

        var result = await run.EndAsync();
        Assert.Equal(Interrupted, result.ExitCode);
        Assert.Contains("unsound: journal/note-0 (journal-foreign)", result.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "Stopped after 8.0 KiB of 12.0 KiB of segments: nothing is known about the rest.\r\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("The store is", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_pipe_and_a_full_disk_are_no_faults_of_the_store()
    {
        using var store = await StuckStore.CreateAsync();
        store.AddToJournal(300);

        var piped = await Program.ShellAsync($"garam verify --json --data {store.Path} | head -1; echo ${{PIPESTATUS[0]}} >&2");
        var full = await Program.ShellAsync($"garam verify --json --data {store.Path} > /dev/full");

        Assert.Equal("141\n", piped.Error);
        Assert.Contains("\"journal-foreign\"", piped.Output, StringComparison.Ordinal);
        full.ShouldFail(1, "No space left on device");
    }

    [GeneratedRegex(@"\u001b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Escape();
}
