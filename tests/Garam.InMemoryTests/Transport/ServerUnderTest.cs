using System.Net;
using Garam.Transport.Buffers;
using Garam.Transport.Connections;
using Garam.Transport.Frames;

namespace Garam.InMemoryTests.Transport;

/// <summary>A frame server with a scripted handler and little memory. Its end checks that everything was given back.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private readonly ITransport _transport;
    private readonly IConnectionListener _listener;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private readonly CancellationTokenSource _stop = new();

    private ServerUnderTest(
        ITransport transport, IConnectionListener listener, FrameServerOptions options, TimeProvider time, ConnectionLimit limit)
    {
        _transport = transport;
        _listener = listener;
        _time = time;
        var memory = new FrameMemoryOptions
        {
            QuickBytes = 64 * 1024,
            WaitingBytes = 128 * 1024,
            OrdinaryBytes = 256 * 1024,
            LargeBytes = 1024 * 1024,
            OrdinaryFrameBytesMax = 128 * 1024,
        };
        Admission = new FrameAdmission(
            memory, (name, bytes, blockMin, blockMax) => Add(new BlockArena(name, new byte[bytes], blockMin, blockMax)), limit)
        {
            AreRepliesWaitedFor = () => OthersWait,
        };
        Server = new FrameServer(listener, Handler, Admission, options, new TransportMetrics(Meters), time, Log);
        _running = Server.RunAsync(_stop.Token);
    }

    /// <summary>Somebody waits for memory that replies hold.</summary>
    public bool OthersWait { get; set; }

    public ScriptedHandler Handler { get; } = new();

    public CollectedLog<FrameServer> Log { get; } = new();

    public TestMeters Meters { get; } = new();

    public FrameAdmission Admission { get; }

    /// <summary>By name.</summary>
    public Dictionary<string, BlockArena> Arenas { get; } = [];

    public BlockArena Large => Arenas["large-frames"];

    public FrameServer Server { get; }

    public static async Task<ServerUnderTest> StartAsync(
        ITransport transport, TimeProvider time, FrameServerOptions options, ConnectionLimit? limit = null)
    {
        var listener = await transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        return new ServerUnderTest(transport, listener, options, time, limit ?? new ConnectionLimit(5000));
    }

    public async Task<TestClient> ConnectAsync() =>
        new(await _transport.ConnectAsync("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint).Port, CancellationToken.None));

    public async Task<IConnection> ConnectRawAsync() =>
        await _transport.ConnectAsync("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint).Port, CancellationToken.None);

    /// <summary>Lets others run, and virtual time pass, until the condition holds.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var start = _time.GetTimestamp();
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), _time);
            Assert.True(_time.GetElapsedTime(start) < TimeSpan.FromMinutes(2), "The condition was not met in time.");
        }
    }

    /// <summary>Ends with the server.</summary>
    public Task RunningAsync() => _running;

    public async Task EndAsync()
    {
        await Server.DrainAsync(TimeSpan.FromSeconds(5));
        await _running;
        AssertNothingIsHeld();
    }

    public async Task KillAsync()
    {
        _stop.Cancel();
        await _running;
        AssertNothingIsHeld();
    }

    public void AssertNothingIsHeld()
    {
        Assert.Equal(0, Admission.Connections.Open);
        Assert.Equal(0, Handler.OwnersOutstanding);
        Assert.Equal(0, Handler.ParkedCount);
        Admission.Dispose();
        Dispose();
    }

    private BlockArena Add(BlockArena arena) => Arenas[arena.Name] = arena;

    public void Dispose()
    {
        _stop.Dispose();
        Meters.Dispose();
    }
}
