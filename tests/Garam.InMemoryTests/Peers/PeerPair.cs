using System.Net;
using Garam.InMemoryTests.Transport;
using Garam.Peers;
using Garam.Protocol;
using Garam.Storage.Memory;
using Garam.Transport.Buffers;
using Garam.Transport.Connections;
using Garam.Transport.Frames;
using Garam.Transport.InMemory;

namespace Garam.InMemoryTests.Peers;

/// <summary>A process that serves the internal API, and another that calls it, in virtual time.</summary>
internal sealed class PeerPair : IDisposable
{
    private static readonly HostPort Address = new("peer", 19_393);

    private readonly CancellationTokenSource _stop = new();
    private FrameServer? _server;
    private FrameAdmission? _admission;
    private Task _serving = Task.CompletedTask;

    private PeerPair(ClusterKey key, InMemoryTransport transport, TimeProvider time, PeerClientOptions options)
    {
        (Key, Transport, Time) = (key, transport, time);
        Metrics = new MetricSums(Meters);
        Client = NewClient(key, transport, options);
    }

    public ClusterKey Key { get; }

    public InMemoryTransport Transport { get; }

    public TimeProvider Time { get; }

    public ScriptedPeer Peer { get; } = new();

    public PeerClient Client { get; }

    public TestMeters Meters { get; } = new();

    public MetricSums Metrics { get; }

    public CollectedLog<PeerHandler> Log { get; } = new();

    public CollectedLog<PeerClient> CallerLog { get; } = new();

    /// <summary>Runs the scenario over a network that hands bytes on at once, and over one that splits and delays them.</summary>
    public static void Run(Func<PeerPair, Task> scenario, PeerClientOptions? options = null, bool isServing = true)
    {
        InMemoryTransportOptions[] networks =
            [new(), new() { Seed = 11, DelayMax = TimeSpan.FromMilliseconds(20), BufferBytes = 5000 }];
        foreach (var network in networks)
        {
            var time = new VirtualTime();
            time.Run(async () =>
            {
                var key = await ClusterKey.OpenAsync(new MemoryObjectStore(), new Random(1), default);
                var transport = new InMemoryTransport(network, time.Clock);
                using var pair = new PeerPair(key, transport, time.Clock, options ?? new PeerClientOptions());
                var running = pair.RunAsync(scenario, isServing);
                var ended = await Task.WhenAny(running, Task.Delay(TimeSpan.FromHours(1), time.Clock));
                Assert.True(ended == running, "The scenario waits for something that never happens.");
                await running;
            });
        }
    }

    public PeerClient NewClient(ClusterKey key, ITransport transport, PeerClientOptions? options = null) =>
        new(Address, transport, key, options ?? new PeerClientOptions(), new Random(2), Time, CallerLog);

    public async Task StartAsync()
    {
        var memory = new FrameMemoryOptions
        {
            QuickBytes = 64 << 10,
            WaitingBytes = 256 << 10,
            OrdinaryBytes = 1 << 20,
            LargeBytes = 16 << 20,
            OrdinaryFrameBytesMax = 512 << 10,
        };
        _admission = new FrameAdmission(
            memory, static (name, bytes, blockMin, blockMax) => new BlockArena(name, new byte[bytes], blockMin, blockMax),
            new ConnectionLimit(100));
        var handler = new PeerHandler(Key, Peer, new Random(3), Time, Log, new PeerMetrics(Meters));
        var listener = await Transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, Address.Port), default);
        _server = new FrameServer(
            listener, handler, _admission, PeerListener.Options, new TransportMetrics(Meters), Time, new CollectedLog<FrameServer>());
        _serving = _server.RunAsync(_stop.Token);
    }

    public ValueTask<IConnection> ConnectRawAsync() => Transport.ConnectAsync(Address.Host, Address.Port, default);

    /// <summary>Lets others run, and virtual time pass, until the condition holds.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var start = Time.GetTimestamp();
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), Time);
            Assert.True(Time.GetElapsedTime(start) < TimeSpan.FromMinutes(2), "The condition was not met in time.");
        }
    }

    public Task PassAsync(TimeSpan duration) => Task.Delay(duration, Time);

    public void Dispose()
    {
        _admission?.Dispose();
        _stop.Dispose();
        Metrics.Dispose();
        Meters.Dispose();
    }

    private async Task RunAsync(Func<PeerPair, Task> scenario, bool isServing)
    {
        if (isServing)
        {
            await StartAsync();
        }

        await scenario(this);
        await Client.DisposeAsync();
        _stop.Cancel();
        await _serving;
    }
}
