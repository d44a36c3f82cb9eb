using System.Diagnostics;
using System.Runtime.InteropServices;
using Garam.Cli.Terminal;
using Garam.Configuration;
using Garam.Http;
using Garam.Metadata.Cluster;
using Garam.Metrics;
using Garam.Storage.Errors;
using Garam.Storage.Locations;
using Garam.Stores;

namespace Garam.Hosting;

/// <summary>
/// One run of <c>garam serve</c> from the first line to the exit code. Owns the node, the HTTP port, the store and the signals;
/// everything is given back in the reverse order of its making.
/// </summary>
public static partial class ServeHost
{
    /// <summary>OpenTelemetry's own limit for an instrument, raised where more partitions get series.</summary>
    private const int OtlpSeriesMin = 2000;

    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellation)
    {
        using var logs = Logs.Create(options);
        var log = logs.CreateLogger("Garam.Serve");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = options.SupervisorInput is not null
            ? PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true)
            : PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnSignal(signal, stop, log));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, stop, log));
        if (options.SupervisorInput is { } input)
        {
            SupervisorWatch.Start(input, () => OnSupervisorGone(stop, log));
        }

        if (options.IgnoredVariables.Count > 0)
        {
            LogIgnored(log, EnvironmentSource.TellIgnored(options.IgnoredVariables));
        }

        // Whatever hangs, a disk in the kernel or a peer, the process ends: what it leaves undone is what a kill would have left.
        var serving = ServeAsync(options, logs, log, stop);
        var limit = DrainedAsync(options.DrainTimeout, stop.Token);
        if (await Task.WhenAny(serving, limit) == limit)
        {
            LogNotDrained(log, options.DrainTimeout);
            return ExitCode.Failed;
        }

        return await serving;
    }

    private static async Task<int> ServeAsync(ServeOptions options, ILoggerFactory logs, ILogger log, CancellationTokenSource stop)
    {
        try
        {
            return await ServeUntilStoppedAsync(options, logs, log, stop);
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

    private static async Task<int> ServeUntilStoppedAsync(
        ServeOptions options, ILoggerFactory logs, ILogger log, CancellationTokenSource stop)
    {
        var started = Stopwatch.GetTimestamp();
        using var metrics = new PrometheusExporter();
        using var meters = new MeterFactory();
        using var export = StartExport(options, logs);
        var readiness = new Readiness();
        _ = new ProcessMetrics(meters, () => readiness.IsReady);
        await using var http = options.Http is { } address ? await HttpEndpoint.StartAsync(address, metrics, readiness, stop.Token) : null;
        await using var node = await EmbeddedNode.StartAsync(options, meters, logs, stop.Token);
        WarnWhenOpen(options, log);
        readiness.Ready(() => node.Obstacle);
        var kind = options.Location.Kind == StoreKind.Directory ? "data" : "store";
        var kafka = string.Join(',', node.KafkaAddresses);
        Console.WriteLine($"garam ready in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms: kafka={kafka} "
            + $"http={http?.Address ?? "off"} {kind}={StoreOpener.NameOf(options.Location)}");

        await Task.WhenAny(node.Ended, Task.Delay(Timeout.Infinite, stop.Token));
        readiness.Draining();
        if (node.Ended.Exception is { } fault)
        {
            LogEnded(log, fault.GetBaseException());
            await stop.CancelAsync();
        }

        var outcome = await node.StopAsync(options.DrainTimeout);
        return outcome ? ExitCode.Success : ExitCode.Failed;
    }

    private static OtlpExport? StartExport(ServeOptions options, ILoggerFactory logs) =>
        options.OtlpEndpoint is { } endpoint ? new OtlpExport(endpoint, Math.Max(OtlpSeriesMin, options.MetricsPartitionsMax), logs) : null;

    /// <summary>Completes when the time to stop in is over.</summary>
    private static async Task DrainedAsync(TimeSpan drainTimeout, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await stopped.Task;
        await Task.Delay(drainTimeout, CancellationToken.None);
    }

    private static void WarnWhenOpen(ServeOptions options, ILogger log)
    {
        var listeners = options.Kafka.Select(static one => (Name: "kafka", Listener: one));
        foreach (var (name, listener) in options.Http is { } http ? listeners.Append(("http", new ClientAddress(http))) : listeners)
        {
            if (!Loopback.Is(name, listener.Address))
            {
                LogOpenListener(log, name, listener);
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

    private static void OnSupervisorGone(CancellationTokenSource stop, ILogger log)
    {
        LogUnsupervised(log);
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process is ending already.
        }
    }

    [LoggerMessage(6000, LogLevel.Information, "Stopping after {Signal}. Requests that were accepted are finished first.")]
    private static partial void LogStopping(ILogger log, PosixSignal signal);

    [LoggerMessage(6001, LogLevel.Critical, "{Message}")]
    private static partial void LogFailed(ILogger log, string message);

    [LoggerMessage(6003, LogLevel.Critical,
        "A part of this process has failed. The process stops, because a half-working process is worse than none.")]
    private static partial void LogEnded(ILogger log, Exception fault);

    [LoggerMessage(6002, LogLevel.Warning,
        "The {Listener} listener on {Address} can be reached from other machines and requires no authentication. Anybody who reaches "
            + "it can read, write and delete everything.")]
    private static partial void LogOpenListener(ILogger log, string listener, ClientAddress address);

    [LoggerMessage(6004, LogLevel.Information, "{Message}")]
    private static partial void LogIgnored(ILogger log, string message);

    [LoggerMessage(6007, LogLevel.Information,
        "Stopping, because the program that started this one closed the standard input or has ended. Requests that were accepted are "
            + "finished first.")]
    private static partial void LogUnsupervised(ILogger log);

    [LoggerMessage(6005, LogLevel.Error,
        "Not every request was finished within the drain time of {DrainTimeout}. The process ends, and clients without an answer have "
            + "to send again.")]
    private static partial void LogNotDrained(ILogger log, TimeSpan drainTimeout);
}
