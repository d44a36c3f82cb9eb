using Garam.Broker.Budgets;
using Garam.Broker.Cache;
using Garam.Broker.WritePath;
using Garam.Composition;
using Garam.Configuration;
using Garam.Controller.Groups;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Controller.Snapshots;
using Garam.Metadata.Cluster;
using Garam.Metrics;
using Garam.Storage.Format;
using Garam.Storage.Locations;
using Garam.Stores;
using Garam.Transport.Buffers;
using Garam.Transport.Frames;
using Garam.Transport.Sockets;

namespace Garam.Hosting;

/// <summary>
/// A node on a directory or a bucket, sockets and the system's clock: the ports and options of <c>garam serve</c>. Owns the store.
/// </summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    /// <summary>
    /// Short, so that another agent leads within five seconds when the leader is killed. It costs an idle cluster one entry a second.
    /// </summary>
    private static readonly TimeSpan AgentLease = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Longer than the second between two entries of an idle leader, so that agents look into the store only when they hear nothing.
    /// </summary>
    private static readonly TimeSpan AgentFollowInterval = TimeSpan.FromSeconds(1.2);

    /// <summary>
    /// Across a network a write takes longer than the linger, so that several are under way at any moment. Two keep a disk busy.
    /// </summary>
    private const int BucketWritesMax = 5;

    private readonly Node _node;
    private readonly ServedStore _store;
    private readonly EventLoop? _writeLoop;
    private readonly BackgroundLoops _upkeep = new();

    private EmbeddedNode(Node node, ServedStore store, EventLoop? writeLoop)
    {
        (_node, _store, _writeLoop) = (node, store, writeLoop);
        _upkeep.Start(new WriteProbe(store, new EntropyRandom()).RunAsync);
    }

    /// <summary>The addresses that clients are told.</summary>
    public IReadOnlyList<ClientAddress> KafkaAddresses => _node.Addresses;

    /// <summary>See <see cref="Node.Ended"/>.</summary>
    public Task Ended => _node.Ended;

    /// <summary>Why nothing can be written at the moment; null when it can.</summary>
    public string? Obstacle => _store.Obstacle;

    /// <summary>Listens before it touches the store: a process whose address is taken leaves no trace in it.</summary>
    /// <exception cref="Storage.Errors.GaramException">The store cannot be used, or its contents cannot be read.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<EmbeddedNode> StartAsync(
        ServeOptions options, MeterFactory meters, ILoggerFactory logs, CancellationToken cancellation)
    {
        var transport = new SocketTransport(TimeProvider.System, logs.CreateLogger<SocketTransport>());
        var location = options.Location;
        var peers = PeerTls.Over(transport, PeerTlsFiles.Of(options), TimeProvider.System);
        var description = Describe(options, location, logs.CreateLogger<EmbeddedNode>());
        var clients = await ClientEntrances.OpenAsync(description.Listeners, transport, cancellation);
        ServedStore? store = null;
        EventLoop? writeLoop = null;
        try
        {
            store = await StoreOpener.ServeAsync(location, options, new EntropyRandom(), meters, logs, cancellation);
            writeLoop = EventLoop.TryStart("garam-write-path");
            await StoreFormat.OpenAsync(store.Objects, new EntropyRandom(), cancellation);
            var ports = new NodePorts(
                store.Objects, transport, TimeProvider.System, static () => new EntropyRandom(), meters, logs, BlockArena.CreateNative)
            {
                ContinuousTime = ContinuousTime.System,
                PeerTransport = peers,
                StoreDate = store.Date,
                WritePath = writeLoop is null ? null : writeLoop.RunAsync,
                WriteTime = writeLoop?.Time ?? TimeProvider.System,
            };
            return new EmbeddedNode(await Node.StartAsync(description, ports, clients, cancellation), store, writeLoop);
        }
        catch
        {
            await clients.DisposeAsync();
            writeLoop?.Dispose();
            await (store?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>False when the node ended by a fault.</summary>
    public async Task<bool> StopAsync(TimeSpan deadline)
    {
        await _upkeep.StopAsync();
        return await _node.StopAsync(deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await _upkeep.StopAsync();
        _upkeep.Dispose();
        await _node.DisposeAsync();
        _writeLoop?.Dispose();
        await _store.DisposeAsync();
    }

    private static PeerOptions DescribePeers(ServeOptions options) => new()
    {
        Listen = HostResolution.Resolve("internal", options.Internal),
        Advertise = options.InternalAdvertise,
        Id = options.AgentId,
        Zone = options.Zone,
    };

    private static ListenerOptions Describe(ListenerSetting listener) =>
        new(HostResolution.Resolve("kafka", listener.Listen.Address), listener.Advertise, listener.Listen.Zone);

    private static NodeOptions Describe(ServeOptions options, StoreLocation location, ILogger log)
    {
        // Six segments of full size are enough to write at full speed: one of them is open. The cache gets the rest.
        var writes = (int)Math.Min(options.SegmentMemory / 2, (BucketWritesMax + 1) * options.SegmentBytesMax);
        var connections = OpenFiles.Connections(options.ConnectionsMax, OpenFileLimit.Read(), log);
        var stop = StopShares.Of(options.DrainTimeout);
        return new NodeOptions
        {
            Listeners = [.. options.Listeners.Select(Describe)],
            StoreName = StoreOpener.NameOf(location),
            ProgramVersion = ProgramVersion.Number,
            ConnectionsMax = connections,
            MetricsPartitionsMax = options.MetricsPartitionsMax,
            Limits = new StateLimits
            {
                TopicsMax = options.TopicsMax,
                PartitionsMax = options.PartitionsMax,
                ProducersMax = options.ProducersMax,
            },
            FrameMemory = new FrameMemoryOptions { LargeBytes = (int)options.FrameMemory },
            Frames = new FrameServerOptions { SocketRequestBytesMax = (int?)options.RequestBytesMax },
            SegmentMemory = (int)options.SegmentMemory,
            Segments = new SegmentOptions
            {
                Linger = options.LingerOn(location),
                SegmentBytesMax = (int)options.SegmentBytesMax,
                WritesInFlightMax = location.Kind == StoreKind.Directory ? 2 : Math.Max(2, (int)(writes / options.SegmentBytesMax) - 1),
                DrainMax = stop.Seal,
            },
            Cache = new CacheOptions { CacheBytesMax = (int)options.SegmentMemory - writes },

            LossAcceptedFrom = options.LossAcceptedFrom,

            Peers = options.IsAgent ? DescribePeers(options) : null,
            Leader = options.IsAgent
                ? new LeaderOptions { LeaseDuration = AgentLease, FollowInterval = AgentFollowInterval, DrainTimeout = stop.Resign }
                : new LeaderOptions { StoreIsExclusive = location.IsExclusive, DrainTimeout = stop.Resign },
            Groups = new GroupCoordinatorOptions
            {
                MemoryMax = options.GroupMemory,
                GroupsMax = (int)(options.GroupMemory >> 10),
                MembersMax = connections,
            },
            Snapshots = new SnapshotOptions { EntriesMax = options.SnapshotEntriesOn(location) },
            ConfirmedTime = options.ConfirmedTime,
            Jobs = new JobOptions { Interval = options.RetentionCheckInterval, DeletionGrace = options.DeadSegmentGrace },
        };
    }
}
