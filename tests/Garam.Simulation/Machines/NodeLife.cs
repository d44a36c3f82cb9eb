using System.Net;
using Garam.Broker.Cache;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.WritePath;
using Garam.Composition;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Controller.Members;
using Garam.Controller.Snapshots;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Simulation.Scheduling;
using Garam.Storage.Errors;
using Garam.Transport.Connections;
using Garam.Transport.Frames;

namespace Garam.Simulation.Machines;

/// <summary>One life of the node: a process of its own, from its start to its violent or peaceful end.</summary>
internal sealed class NodeLife
{
    public const int Port = 9092;

    /// <summary>The port for other processes is so much higher than the one for clients.</summary>
    public const int InternalPorts = 1000;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);
    private static readonly StopShares Stop = StopShares.Of(StopMax);

    private readonly StoreHandle _store;
    private readonly ProcessTransport _transport;
    private readonly NodePorts _ports;
    private readonly NodeLifeOptions _options;
    private bool _isStopping;

    public NodeLife(SimulatedProcess process, StoreMachine store, ITransport network, ManagedArenas arenas, NodeLifeOptions options)
    {
        (Process, _options) = (process, options);
        _store = store.Open(dropsOnClose: options.StoreIsExclusive);
        _transport = new ProcessTransport(network);
        var meters = new TestMeters();
        var seeds = new Random(options.Seed);
        process.OnKilled(meters.Dispose);
        _ports = new NodePorts(
            _store, _transport, process.Time, () => new Random(seeds.Next()), meters, new TraceLoggerFactory(process), arenas.Create)
        {
            ContinuousTime = process.ContinuousTime,
            StoreDate = options.StoreTellsDate ? store.Process.Time.GetUtcNow() : null,
        };
        process.OnKilled(Close);
    }

    public SimulatedProcess Process { get; }

    public Node? Node { get; private set; }

    /// <summary>
    /// Runs until the node is stopped. False when it gave up because of a fault of the store, as a process that exits, or because it woke
    /// up to find another in its place.
    /// </summary>
    public Task<bool> RunAsync(Action<Node> onStarted) => Process.StartAsync(async () =>
    {
        try
        {
            Process.Tell("starts");
            var node = await Node.StartAsync(Options(), _ports, CancellationToken.None);
            Process.Tell("serves");
            CheckAlone(node);
            onStarted(node);
            Node = node;
            await EndAsync(node);
            return true;
        }
        catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Corrupt
            || (fault.Kind is ErrorKind.Fenced && (Process.HasSlept || _options.HasPeers)))
        {
            Process.Tell($"gives up: {fault.Message}");
            return false;
        }
    });

    /// <summary>Stands still from here on, and another machine takes over its address.</summary>
    public void FallAsleep()
    {
        _transport.LoseAddress();
        Process.FallAsleep();
    }

    public void CutConnections(Random random, double probability) => _transport.Cut(random, probability);

    public Task StopAsync() => Process.StartAsync(async () =>
    {
        _isStopping = true;
        var started = Process.Time.GetTimestamp();
        var isClean = await Node!.StopAsync(StopMax);
        if (Process.Time.GetElapsedTime(started) > StopMax)
        {
            Process.Fail($"The node stopped after {Process.Time.GetElapsedTime(started)} instead of {StopMax}.");
        }

        if (!isClean)
        {
            Process.Fail("A background loop of the node ended by itself.");
        }

        await Node.DisposeAsync();
    });

    /// <summary>While it is asked to stop, its loops may end one after the other.</summary>
    private async Task EndAsync(Node node)
    {
        try
        {
            await node.Ended;
        }
        catch (InvalidOperationException) when (_isStopping)
        {
        }
    }

    /// <summary>Clients must not be sent to a life that has ended at another address.</summary>
    private void CheckAlone(Node node)
    {
        var others = node.Replica.Read(_options.Host, static (state, own) =>
            state.Processes.All.Where(process => process.Address.Host != own).Select(process => process.Address.ToString()).ToArray());
        if (_options.StoreIsExclusive && others.Length > 0)
        {
            Process.Fail($"Nobody else can live on an exclusive store, but metadata names {string.Join(", ", others)}.");
        }
    }

    private void Close()
    {
        _store.Close();
        _transport.Close();
    }

    private static FrameMemoryOptions FrameMemory(int largeBytes) => new()
    {
        QuickBytes = 256 << 10,
        WaitingBytes = 512 << 10,
        OrdinaryBytes = 1 << 20,
        LargeBytes = largeBytes,
        OrdinaryFrameBytesMax = 256 << 10,
    };

    private PeerOptions Peers() => new()
    {
        Listen = new IPEndPoint(IPAddress.Loopback, _options.Port + InternalPorts),
        Advertise = new HostPort(_options.Host, _options.Port + InternalPorts),
        Id = $"agent-{_options.Port}",
        Zone = _options.Zone,
        Sessions = new AgentSessionOptions { Timeout = TimeSpan.FromSeconds(4), CheckInterval = TimeSpan.FromMilliseconds(500) },
        FrameMemory = FrameMemory(largeBytes: 16 << 20),

        // A few entries, so that a follower that was cut off has to read the store.
        RecentBytesMax = 16 << 10,
    };

    /// <summary>
    /// Small in all, so that every limit is met: segments sealed by size, a cache that evicts, snapshots and trims every few seconds.
    /// </summary>
    private NodeOptions Options() => new()
    {
        Listeners = [new(new IPEndPoint(IPAddress.Loopback, _options.Port), new HostPort(_options.Host, _options.Port))],
        Peers = _options.HasPeers ? Peers() : null,
        FeatureLevelMax = _options.FeatureLevelMax,
        StoreName = "simulated",
        ConfirmedTime = _options.ConfirmedTime,
        FrameMemory = FrameMemory(largeBytes: 4 << 20),
        SegmentMemory = 8 << 20,
        Frames = new FrameServerOptions { SocketRequestBytesMax = 2 << 20, RequestBytesInFlightMax = 1 << 20 },
        Segments = new SegmentOptions
        {
            SegmentBytesMax = 128 << 10,
            BatchBytesMax = 64 << 10,
            DrainMax = Stop.Seal,
        },
        Cache = new CacheOptions { CacheBytesMax = 1 << 20, RecentBytesMax = 256 << 10 },
        Fetch = new FetchOptions
        {
            ResponseBytesMax = 128 << 10,
            UnsentBytesMax = 512 << 10,
            NearBytesMax = 256 << 10,
            FarBytesMin = 2 << 20,
        },
        Leader = new LeaderOptions
        {
            StoreIsExclusive = _options.StoreIsExclusive,
            LeaseDuration = TimeSpan.FromSeconds(2),
            FollowInterval = TimeSpan.FromMilliseconds(200),
            RetryDelay = TimeSpan.FromMilliseconds(200),
            DrainTimeout = Stop.Resign,
        },
        Snapshots = new SnapshotOptions { EntriesMax = 100, RetryDelay = TimeSpan.FromSeconds(1) },
        Jobs = new JobOptions
        {
            Interval = TimeSpan.FromSeconds(3),
            DeletionGrace = TimeSpan.FromSeconds(5),
            OrphanLag = TimeSpan.FromSeconds(20),
            OrphanInterval = TimeSpan.FromSeconds(7),
        },
    };
}

/// <param name="Seed">Seed of the node's own randomness.</param>
/// <param name="Host">The host name that clients are told. The network looks at ports only.</param>
/// <param name="StoreIsExclusive">
/// The store behaves like a local directory: requests that a dead process left undone are never carried out. Otherwise requests outlive
/// their sender, and a lease guards the leader.
/// </param>
/// <param name="StoreTellsDate">The store reports the date, like a file server or S3. The store's clock is right.</param>
internal sealed record NodeLifeOptions(int Seed, string Host, bool StoreIsExclusive, bool StoreTellsDate)
{
    public int Port { get; init; } = NodeLife.Port;

    /// <summary>The node works together with others on the same store.</summary>
    public bool HasPeers { get; init; }

    /// <summary>Used with peers only.</summary>
    public string? Zone { get; init; }

    /// <summary>A lower level stands for an older program.</summary>
    public short FeatureLevelMax { get; init; } = FeatureLevels.Latest;

    /// <summary>The time that the operator confirms; null when the operator confirms none.</summary>
    public DateTimeOffset? ConfirmedTime { get; init; }
}
