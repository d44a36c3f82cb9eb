using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Garam.S3Tests.Support;

/// <summary>
/// A real <c>garam serve</c> on a bucket. Disposing it kills the process. What it wrote to standard error is kept for the message of a
/// failed test.
/// </summary>
internal sealed partial class BucketServer : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly Task<string> _log;

    private BucketServer(Process process) => (_process, _log) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>HOST:PORT for Kafka clients.</summary>
    public string Kafka { get; private set; } = "";

    public string Ready { get; private set; } = "";

    /// <param name="environment">Variables of the process, beside the inherited ones.</param>
    public static async Task<BucketServer> StartAsync(
        string store, string kafka = "127.0.0.1:0", IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = Garam("serve", "--store", store, "--kafka", kafka, "--http", "off");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var server = new BucketServer(Process.Start(start)!);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync("", arguments);

    public static Task<ToolResult> RunAsync(string input, string[] arguments) =>
        RunAsync(CephGateway.User, $"{CephGateway.User}-secret", input, arguments);

    public static async Task<ToolResult> RunAsync(string key, string secret, string input, string[] arguments)
    {
        // The variables go through env, because a test must not set those of its own process.
        string[] command = [$"AWS_ACCESS_KEY_ID={key}", $"AWS_SECRET_ACCESS_KEY={secret}", Repository.Program, .. arguments];
        return await Tool.RunAsync("env", command, input);
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Garam(params string[] arguments) => new(Repository.Program, arguments)
    {
        Environment =
        {
            ["AWS_ACCESS_KEY_ID"] = CephGateway.User,
            ["AWS_SECRET_ACCESS_KEY"] = $"{CephGateway.User}-secret",
        },
    };

    private async Task WaitUntilReadyAsync()
    {
        using var timeout = new CancellationTokenSource(s_startTimeout);
        while (await _process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (ReadyLine().Match(line) is { Success: true } ready)
            {
                (Kafka, Ready) = (ready.Groups["kafka"].Value, line);
                return;
            }
        }

        throw new InvalidOperationException($"garam ended before it was ready:\n{await _log}");
    }

    [GeneratedRegex(@"^garam ready .*kafka=(?<kafka>\S+) ")]
    private static partial Regex ReadyLine();
}
