using System.Diagnostics;
using System.Globalization;

namespace Garam.CliTests.Support;

/// <summary>One of Apache Kafka's own consumers that goes on until it is stopped. Owns the process.</summary>
public sealed class ConsoleConsumer : IDisposable
{
    private readonly Process _process;

    private ConsoleConsumer(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    /// <param name="program">A name that shared/peers/kafka/kafka knows.</param>
    /// <param name="brokers">HOST:PORT.</param>
    /// <param name="flags">More flags.</param>
    public static ConsoleConsumer Start(string program, string brokers, params string[] flags)
    {
        var kafka = Path.Combine(Assets.Kafka!, "kafka");
        var start = new ProcessStartInfo(kafka, [program, "--bootstrap-server", brokers, .. flags]) { RedirectStandardOutput = true };
        start.Environment["KAFKA_HEAP"] = "128m";
        return new ConsoleConsumer(Process.Start(start)!);
    }

    /// <summary>It leaves its group on the way out.</summary>
    public async Task StopAsync()
    {
        await Tool.RunAsync("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
