using System.Diagnostics;
using System.Text.Json;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Tools;

/// <summary>Kafka's command-line tools against one server, all in one Java process (clients/ToolRunner.java). Owns the process.</summary>
public sealed class ToolSession : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> Classes = new()
    {
        ["topics"] = "org.apache.kafka.tools.TopicCommand",
        ["configs"] = "kafka.admin.ConfigCommand",
        ["consumer-groups"] = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        ["get-offsets"] = "org.apache.kafka.tools.GetOffsetShell",
        ["log-dirs"] = "org.apache.kafka.tools.LogDirsCommand",
        ["delete-records"] = "org.apache.kafka.tools.DeleteRecordsCommand",
        ["api-versions"] = "org.apache.kafka.tools.BrokerApiVersionsCommand",
    };

    private readonly Process _process;
    private readonly string _bootstrap;

    private ToolSession(Process process, string bootstrap)
    {
        (_process, _bootstrap) = (process, bootstrap);

        // Read and dropped: the tools' own messages come in the answers, and a full pipe would stop the process.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    public static ToolSession Start(string bootstrap)
    {
        var command = JavaProgram.Command("ToolRunner.java");
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ToolSession(Process.Start(start)!, bootstrap);
    }

    /// <param name="command">The tool's short name and its arguments, without the server's address.</param>
    public async Task<ToolResult> RunAsync(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] line = [Classes[words[0]], "--bootstrap-server", _bootstrap, .. words[1..]];
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(line));
        await _process.StandardInput.FlushAsync();
        using var timeout = new CancellationTokenSource(Patience);
        var answer = await _process.StandardOutput.ReadLineAsync(timeout.Token) ?? throw new InvalidOperationException(
            $"The tools ended at: {command}");
        var result = JsonSerializer.Deserialize<Answer>(answer, Json)!;
        return new ToolResult(result.Exit, result.Output, result.Error);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private sealed record Answer(int Exit, string Output, string Error);
}
