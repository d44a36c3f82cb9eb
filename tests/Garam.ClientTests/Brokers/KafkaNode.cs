using System.Diagnostics;
using System.Globalization;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Brokers;

/// <summary>One process of an Apache Kafka cluster, on a folder and a port that outlive it. Owns the process.</summary>
public sealed class KafkaNode : IAsyncDisposable
{
    /// <summary>Enough for the few megabytes of a test.</summary>
    private const string Heap = "256m";

    // The second compiler would take more processor time than it saves in a minute.
    private const string JvmOptions = "-XX:TieredStopAtLevel=1";

    private readonly string _properties;
    private readonly List<string> _log = [];
    private Process? _process;

    /// <param name="id">The node's number, from 1.</param>
    /// <param name="port">For clients.</param>
    /// <param name="folder">Made by this node.</param>
    /// <param name="settings">Lines of server.properties.</param>
    public KafkaNode(int id, int port, string folder, IReadOnlyList<string> settings)
    {
        (Id, Address) = (id, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        _properties = Path.Combine(folder, "server.properties");
        File.WriteAllLines(_properties, [.. settings, $"node.id={id}", $"log.dirs={data}"]);

        // What Kafka's storage tool writes, without a start of Java for each node.
        File.WriteAllLines(
            Path.Combine(data, "meta.properties"),
            ["version=1", "cluster.id=3Zl0rTtYQ7ekJq0mD2a1bA", $"node.id={id}", $"directory.id=AAAAAAAAAAAAAAAAAAAA{id}A"]);
    }

    public int Id { get; }

    public string Address { get; }

    /// <summary>The output of every life of the process.</summary>
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

    public void Start()
    {
        var start = new ProcessStartInfo(Path.Combine(Assets.Kafka!, "kafka"), ["server", _properties])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KAFKA_HEAP"] = Heap;
        start.Environment["KAFKA_JVM"] = JvmOptions;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public void ThrowIfEnded() => Assert.False(_process is { HasExited: true }, $"Kafka's node {Id} has ended:\n{Log}");

    public async ValueTask DisposeAsync() => await KillAsync();

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
}
