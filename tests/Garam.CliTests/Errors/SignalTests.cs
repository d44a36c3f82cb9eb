using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garam.CliTests.Support;

namespace Garam.CliTests.Errors;

/// <summary>Ctrl-C and what process managers send: the program ends at once, without a word and with the exit code of shells.</summary>
public sealed class SignalTests(Clusters clusters)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("topics apply -f {0}", "Go ahead? [y/N] ", "^C")]
    [InlineData("produce asked", "Type one record per line; Ctrl-D ends the input.", "Stopped before the first record.\r\n")]
    public async Task Ctrl_C_ends_what_waits_for_a_person_and_leaves_the_terminal_as_it_was(string line, string waitsBehind, string end)
    {
        Tool.Require("script");
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create asked --if-not-exists")).ShouldSucceed();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "topics: {never-made: {partitions: 1}}", TestContext.Current.CancellationToken);
        using var run = garam.StartOnTerminal(80, string.Format(CultureInfo.InvariantCulture, line, file));
        await run.WaitForAsync(waitsBehind);

        await run.TypeAsync("\u0003");

        var result = await run.EndAsync();
        File.Delete(file);
        Assert.Equal(130, result.ExitCode);
        Assert.EndsWith(end, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[?1h", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_what_waits(string signal)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var garam = new GaramProgram().Start("topics", "list", "--brokers", silent.LocalEndpoint.ToString()!, "--timeout", "1h");
        using var timeout = new CancellationTokenSource(Patience);
        using var asked = await silent.AcceptTcpClientAsync(timeout.Token);

        await Tool.RunAsync("kill", [$"-{signal}", garam.Id.ToString(CultureInfo.InvariantCulture)]);

        await garam.WaitForExitAsync(timeout.Token);
        Assert.Equal(130, garam.ExitCode);
        Assert.Equal("", await garam.StandardError.ReadToEndAsync(timeout.Token));
        Assert.Equal("", await garam.StandardOutput.ReadToEndAsync(timeout.Token));
    }
}
