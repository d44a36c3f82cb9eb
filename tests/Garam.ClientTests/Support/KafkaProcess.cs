using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Garam.ClientTests.Support;

/// <summary>Apache Kafka, one broker on a folder of its own. Owns the process and the folder.</summary>
public sealed class KafkaProcess : ITestCluster
{
    private readonly string _folder;
    private readonly int _port;
    private readonly string[] _settings;

    private KafkaProcess(string folder, int port, string[] settings) => (_folder, _port, _settings) = (folder, port, settings);

    public string Bootstrap => $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    public string Log => File.ReadAllText(Path.Combine(_folder, "broker.log"));

    /// <param name="settings">Lines of server.properties.</param>
    public static Task<KafkaProcess> StartAsync(params string[] settings) => StartAsync(_ => settings);

    /// <summary>For settings that name the broker's own port; the one behind it is the controller's.</summary>
    public static async Task<KafkaProcess> StartAsync(Func<int, string[]> settings)
    {
        var port = FreePortPair();
        var broker = new KafkaProcess(Directory.CreateTempSubdirectory("kafka-test-").FullName, port, settings(port));
        await broker.UpAsync();
        return broker;
    }

    public async Task CrashAndRestartAsync()
    {
        var process = (await File.ReadAllTextAsync(Path.Combine(_folder, "broker.pid"))).Trim();
        await Tool.RunAsync("kill", ["-KILL", process]);

        // A large process takes a moment to go, and kafka-up refuses to start beside it.
        while (Directory.Exists($"/proc/{process}"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        await UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(Path.Combine(Assets.Kafka!, "kafka-down"), [_folder]);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task UpAsync()
    {
        var up = await Tool.RunAsync(
            Path.Combine(Assets.Kafka!, "kafka-up"), [_folder, _port.ToString(CultureInfo.InvariantCulture), .. _settings]);
        Assert.True(up.ExitCode == 0, up.Error);
    }

    /// <summary>
    /// kafka-up takes the port and the one after it. Another process can still come first; then the start fails and says so.
    /// </summary>
    private static int FreePortPair()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, port + 1);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next pair.
            }
        }
    }
}
