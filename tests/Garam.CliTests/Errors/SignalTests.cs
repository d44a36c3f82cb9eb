using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garam.CliTests.Support;

namespace Garam.CliTests.Errors;

/// <summary>Ctrl-C and what process managers send: the program ends at once, without a word and with the exit code of shells.</summary>
public sealed class SignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
