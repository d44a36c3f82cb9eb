using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Garam.Benchmarks.Server;

/// <summary>
/// A real <c>garam serve</c> as its own process, seen from outside: how long it takes to be ready and what it keeps resident.
/// </summary>
internal sealed partial class MeasuredServer : IDisposable
{
    private readonly Process _process;

    private MeasuredServer(Process process, int port, TimeSpan untilReady) => (_process, Port, UntilReady) = (process, port, untilReady);

    public int Port { get; }

    /// <summary>From the start of the process to its ready line.</summary>
    public TimeSpan UntilReady { get; }

    public long ResidentKiB => Status("VmRSS");

    public long PeakKiB => Status("VmHWM");

    public static async Task<MeasuredServer> StartAsync(string program, string data)
    {
        var started = Stopwatch.GetTimestamp();
        string[] arguments =
        [
            "serve", "--data", data, "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", "--log-level", "warning",
            "--snapshot-entries", "16",
        ];
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (ReadyLine().Match(line) is { Success: true } ready)
            {
                return new MeasuredServer(
                    process, int.Parse(ready.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Stopwatch.GetElapsedTime(started));
            }
        }

        throw new InvalidOperationException("The server ended before it was ready.");
    }

    /// <summary>SIGKILL: a measurement of a restart wants the hard case.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private long Status(string name) => File.ReadLines($"/proc/{_process.Id}/status")
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .Single();

    [GeneratedRegex(@"kafka=\S+:(\d+)")]
    private static partial Regex ReadyLine();
}
