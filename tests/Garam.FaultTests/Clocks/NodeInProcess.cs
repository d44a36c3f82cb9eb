using System.Collections.Concurrent;
using System.Net;
using Garam.Composition;
using Garam.Controller.Jobs;
using Garam.FaultTests.Support;
using Garam.Storage.Memory;
using Garam.Transport.Buffers;
using Garam.Transport.InMemory;
using Microsoft.Extensions.Logging;

namespace Garam.FaultTests.Clocks;

/// <summary>
/// A whole node in this process, on a memory store and with a clock that the test sets. Owns the node, its store and its meters.
/// </summary>
internal sealed class NodeInProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    private readonly InMemoryTransport _transport;
    private readonly MemoryObjectStore _store = new();
    private readonly TestMeters _meters = new();
    private readonly AlarmLog _alarms;
    private Node _node = null!;

    private NodeInProcess(AlarmLog alarms) =>
        (_alarms, _transport) = (alarms, new InMemoryTransport(new InMemoryTransportOptions(), Clock));

    public SkewedTimeProvider Clock { get; } = new();

    /// <summary>Warnings and worse.</summary>
    public IReadOnlyCollection<string> Alarms => _alarms.Lines;

    public static async Task<NodeInProcess> StartAsync()
    {
        var alarms = new AlarmLog();
        var process = new NodeInProcess(alarms);
        var options = new NodeOptions
        {
            Listeners = [new(new IPEndPoint(IPAddress.Loopback, 0))],
            StoreName = "memory",
            Leader = new() { StoreIsExclusive = true },

            // So that many rounds of retention pass while the test does a few requests.
            Jobs = new JobOptions { Interval = TimeSpan.FromMilliseconds(20) },
        };
        var seeds = new Random(1);
        var ports = new NodePorts(
            process._store, process._transport, process.Clock, () => new Random(seeds.Next()), process._meters,
            LoggerFactory.Create(logging => logging.AddProvider(alarms)), BlockArena.CreateNative);
        process._node = await Node.StartAsync(options, ports, TestContext.Current.CancellationToken);
        return process;
    }

    public Task<WellBehavedClient> ConnectAsync()
    {
        var (host, port) = _node.Addresses[0].Address;
        return WellBehavedClient.ConnectAsync(_transport, host, port);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.True(await _node.StopAsync(StopMax), "A background loop ended by itself.");
        await _node.DisposeAsync();
        await _store.DisposeAsync();
        _meters.Dispose();
    }

    private sealed class AlarmLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
