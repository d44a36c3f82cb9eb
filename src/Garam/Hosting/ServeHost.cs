using System.Diagnostics;
using System.Runtime.InteropServices;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Configuration;
using Garam.Http;
using Garam.Metrics;
using Garam.Storage.Errors;

namespace Garam.Hosting;

/// <summary>
/// One run of <c>garam serve</c> from the first line to the exit code. Owns the node, the HTTP port, the store and the signals;
/// everything is given back in the reverse order of its making.
/// </summary>
public static partial class ServeHost
{
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellation)
    {
        using var logs = Logs.Create(options);
        var log = logs.CreateLogger("Garam.Serve");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnSignal(signal, stop, log));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, stop, log));
        try
        {
            return await ServeAsync(options, logs, log, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        catch (Exception e) when (e is GaramException or IOException)
        {
            LogFailed(log, e.Message);
            return e is GaramException { Kind: ErrorKind.Invalid } ? ExitCode.Usage : ExitCode.Failed;
        }
    }

    private static async Task<int> ServeAsync(ServeOptions options, ILoggerFactory logs, ILogger log, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        using var metrics = new PrometheusExporter();
        var readiness = new Readiness();
        await using var http = await HttpEndpoint.StartAsync(options.Http, metrics, readiness, stop);
        await using var node = await EmbeddedNode.StartAsync(options, logs, stop);
        WarnWhenOpen(options, log);
        readiness.Ready();
        Console.WriteLine($"garam ready in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms: kafka={node.KafkaAddress} http={http.Address} data={Path.GetFullPath(options.DataDirectory)}");

        await Task.WhenAny(node.Ended, Task.Delay(Timeout.Infinite, stop));
        readiness.Draining();
        if (node.Ended.Exception is { } fault)
        {
            LogEnded(log, fault.GetBaseException());
        }

        var outcome = await node.StopAsync(options.DrainTimeout);
        return outcome ? ExitCode.Success : ExitCode.Failed;
    }

    private static void WarnWhenOpen(ServeOptions options, ILogger log)
    {
        foreach (var (name, address) in new[] { ("kafka", options.Kafka), ("http", options.Http) })
        {
            if (!Loopback.Is(name, address))
            {
                LogOpenListener(log, name, address);
            }
        }
    }

    private static void OnSignal(PosixSignalContext signal, CancellationTokenSource stop, ILogger log)
    {
        // The first signal drains; a second one finds the default action in place and ends the process at once.
        signal.Cancel = !stop.IsCancellationRequested;
        if (signal.Cancel)
        {
            LogStopping(log, signal.Signal);
            stop.Cancel();
        }
    }

    [LoggerMessage(6000, LogLevel.Information, "Stopping after {Signal}: finishing what was accepted.")]
    private static partial void LogStopping(ILogger log, PosixSignal signal);

    [LoggerMessage(6001, LogLevel.Critical, "{Message}")]
    private static partial void LogFailed(ILogger log, string message);

    [LoggerMessage(6003, LogLevel.Critical, "A part of this process has failed. It stops, because a process that is half alive is worse than none.")]
    private static partial void LogEnded(ILogger log, Exception fault);

    [LoggerMessage(6002, LogLevel.Warning, "The {Listener} listener on {Address} is reachable from other machines and asks for no authentication: anybody who reaches it can read, write and delete everything.")]
    private static partial void LogOpenListener(ILogger log, string listener, HostPort address);
}
