using System.Diagnostics;
using Garam.ClientTests.Support;

namespace Garam.FaultTests.Support;

/// <summary>One run of the program that is not a server.</summary>
/// <param name="ExitCode">The exit code of the process.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record Tool(int ExitCode, string Output, string Error)
{
    public static async Task<Tool> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Tool(process.ExitCode, await output, await error);
    }

    /// <summary>Every byte of the store is as it was acknowledged, whether or not a server runs on it.</summary>
    public static async Task AssertSoundAsync(string data)
    {
        var verified = await RunAsync("verify", "--data", data, "--deep", "--json");
        Assert.True(verified.ExitCode == 0, $"{data} is not sound: {verified.Output}{verified.Error}");
    }
}
