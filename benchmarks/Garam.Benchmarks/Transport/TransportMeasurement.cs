using System.Diagnostics;
using System.Globalization;
using System.Net;
using Garam.Transport.Connections;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Transport;

/// <summary>
/// Measures the server side of the transport, with the clients in another process:
/// `transport idle 5000`: resident memory per idle connection;
/// `transport frames 4`: processor seconds per GiB of 1 MiB frames, and those of a bare loop over a socket for comparison.
/// </summary>
internal static class TransportMeasurement
{
    private const int Connections = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["idle", var count]:
                await MeasureIdleAsync(count);
                return 0;
            case ["frames", var gibibytes]:
                await MeasureFramesAsync("frame server", gibibytes, listener => new ServedListener(listener).RunAsync());
                await MeasureFramesAsync("bare loop", gibibytes, BareLoop.RunAsync);
                return 0;
            case ["client", var port, "idle", var count]:
                await TransportLoad.HoldAsync(await ConnectAsync(port, int.Parse(count, CultureInfo.InvariantCulture)));
                return 0;
            case ["client", var port, "frames", var gibibytes]:
                await TransportLoad.SendAsync(
                    await ConnectAsync(port, Connections), long.Parse(gibibytes, CultureInfo.InvariantCulture) << 30);
                return 0;
            default:
                await Console.Error.WriteLineAsync("transport idle COUNT | transport frames GIBIBYTES");
                return 2;
        }
    }

    internal static SocketTransport NewTransport() => new(TimeProvider.System, NullLogger<SocketTransport>.Instance);

    private static async Task MeasureIdleAsync(string count)
    {
        var listener = await NewTransport().ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        var served = new ServedListener(listener);
        var running = served.RunAsync();
        var before = ResidentBytes();
        using var client = StartClient(listener, "idle", count);
        _ = await client.StandardOutput.ReadLineAsync();
        var after = ResidentBytes();
        var open = served.OpenConnections;
        Console.WriteLine($"{open} idle connections: {(after - before) / (double)open / 1024:0.0} KiB resident each");
        client.StandardInput.Close();
        await client.WaitForExitAsync();
        await served.StopAsync();
        await running;
    }

    private static async Task MeasureFramesAsync(string name, string gibibytes, Func<IConnectionListener, Task> serve)
    {
        var listener = await NewTransport().ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        var serving = serve(listener);
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        using var client = StartClient(listener, "frames", gibibytes);
        await client.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var total = double.Parse(gibibytes, CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{name}: {(process.TotalProcessorTime - processor).TotalSeconds / total:0.000} CPU-s per GiB at "
                + $"{total * 1024 / seconds:0} MiB/s");
        await listener.DisposeAsync();
        await serving;
    }

    private static Process StartClient(IConnectionListener listener, string what, string amount)
    {
        var port = ((IPEndPoint)listener.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture);
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["transport", "client", port, what, amount])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    private static async Task<IConnection[]> ConnectAsync(string port, int count)
    {
        var transport = NewTransport();
        var connections = new IConnection[count];
        for (var index = 0; index < count; index++)
        {
            connections[index] = await transport.ConnectAsync(
                "127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture), CancellationToken.None);
        }

        return connections;
    }

    private static long ResidentBytes()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
    }
}
