using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Garam.ClientTests.Support;

/// <summary>
/// A real <c>garam serve</c> on free ports and a folder of its own. Disposing it kills the process and removes the folder. What it
/// wrote to standard error is kept for the message of a failed test.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly bool _ownsData;

    private ServerProcess(Process process, string data, bool ownsData)
    {
        _process = process;
        Data = data;
        _ownsData = ownsData;
    }

    public string Data { get; }

    /// <summary>HOST:PORT for Kafka clients.</summary>
    public string Kafka { get; private set; } = "";

    public string Http { get; private set; } = "";

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <param name="data">An existing store, or null for a new one that goes with the process.</param>
    /// <param name="kafka">Where to listen; a restart wants the port that its clients know.</param>
    /// <param name="arguments">More flags.</param>
    public static async Task<ServerProcess> StartAsync(string? data = null, string kafka = "127.0.0.1:0", params string[] arguments)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("garam-test-").FullName;
        return await StartAsync(
            new ProcessStartInfo(Repository.Program, ["serve", "--data", folder, "--kafka", kafka, .. HttpFlags(arguments), .. arguments]),
            folder, data is null);
    }

    /// <summary>One of several processes on a directory.</summary>
    /// <param name="kafka">Where to listen; a restart wants the address that its clients know.</param>
    public static Task<ServerProcess> StartAgentAsync(string data, string kafka = "127.0.0.1:0", params string[] arguments)
    {
        string[] command =
        [
            "agent", "--data", data, "--kafka", kafka, "--internal", "127.0.0.1:0", .. HttpFlags(arguments), .. arguments,
        ];
        return StartAsync(new ProcessStartInfo(Repository.Program, command), data, ownsData: false);
    }

    /// <summary>One of several processes on any store.</summary>
    /// <param name="environment">Variables of the process, beside the inherited ones.</param>
    /// <param name="arguments">The store, and more flags.</param>
    public static Task<ServerProcess> StartAgentWithAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string[] kafka = arguments.Contains("--kafka") ? [] : ["--kafka", "127.0.0.1:0"];
        string[] command = ["agent", .. kafka, "--internal", "127.0.0.1:0", .. HttpFlags(arguments), .. arguments];
        return StartAsync(With(environment, command), folder: "", ownsData: false);
    }

    /// <param name="environment">Variables of the process, beside the inherited ones.</param>
    /// <param name="arguments">More flags.</param>
    public static async Task<ServerProcess> StartWithAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("garam-test-").FullName;
        string[] command = ["serve", "--data", folder, "--kafka", "127.0.0.1:0", .. HttpFlags(arguments), .. arguments];
        return await StartAsync(With(environment, command), folder, ownsData: true);
    }

    /// <param name="openFiles">The number of files and sockets that the system lets the process open.</param>
    /// <param name="arguments">More flags.</param>
    public static async Task<ServerProcess> StartLimitedAsync(int openFiles, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("garam-test-").FullName;
        string[] command =
        [
            "-c", $"ulimit -n {openFiles}; exec \"$@\"", "bash", Repository.Program, "serve",
            "--data", folder, "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", .. arguments,
        ];
        return await StartAsync(new ProcessStartInfo("bash", command), folder, ownsData: true);
    }

    private static ProcessStartInfo With(IReadOnlyDictionary<string, string> environment, string[] command)
    {
        var start = new ProcessStartInfo(Repository.Program, command);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task<ServerProcess> StartAsync(ProcessStartInfo start, string folder, bool ownsData)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var server = new ServerProcess(Process.Start(start)!, folder, ownsData);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for a process that ends by itself. The exit code.</summary>
    public async Task<int> EndedAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM and a wait for the end. The exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        if (_ownsData)
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    private static string[] HttpFlags(string[] arguments) => arguments.Contains("--http") ? [] : ["--http", "127.0.0.1:0"];

    private async Task WaitUntilReadyAsync()
    {
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (await _process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (ReadyLine().Match(line) is { Success: true } ready)
            {
                Kafka = ready.Groups["kafka"].Value;
                Http = ready.Groups["http"].Value;
                return;
            }
        }

        await _process.WaitForExitAsync(timeout.Token);
        throw new InvalidOperationException($"garam ended with {_process.ExitCode} before it was ready:\n{Log}");
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.Add(line);
            }
        }
    }

    [GeneratedRegex(@"^garam ready .*kafka=(?<kafka>\S+) http=(?<http>\S+)")]
    private static partial Regex ReadyLine();
}
