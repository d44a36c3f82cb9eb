using Garam.Broker.Budgets;
using Garam.Broker.Cache;
using Garam.Broker.WritePath;
using Garam.Cli.Connecting;
using Garam.Composition;
using Garam.Configuration;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Controller.Snapshots;
using Garam.Metrics;
using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Format;
using Garam.Storage.Metering;
using Garam.Transport.Buffers;
using Garam.Transport.Sockets;

namespace Garam.Hosting;

/// <summary>A node on a directory, sockets and the system's clock: the ports and options of <c>garam serve</c>. Owns the store and the meters.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    private readonly Node _node;
    private readonly IObjectStore _store;
    private readonly MeterFactory _meters;

    private EmbeddedNode(Node node, IObjectStore store, MeterFactory meters) => (_node, _store, _meters) = (node, store, meters);

    /// <summary>What clients are told.</summary>
    public HostPort KafkaAddress => _node.Address;

    /// <summary>See <see cref="Node.Ended"/>.</summary>
    public Task Ended => _node.Ended;

    /// <exception cref="Storage.Errors.GaramException">The directory cannot be used, or what is in it cannot be read.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<EmbeddedNode> StartAsync(ServeOptions options, ILoggerFactory logs, CancellationToken cancellation)
    {
        var meters = new MeterFactory();
        var directory = DirectoryObjectStore.Open(new DirectoryStoreOptions { Root = options.DataDirectory }, logs.CreateLogger<DirectoryObjectStore>());
        var store = new MeteredObjectStore(directory, new StorageMetrics(meters), TimeProvider.System);
        try
        {
            // Nonces and ids have to differ between runs; the seed is the only randomness that is not injected.
            var random = new Random(BitConverter.ToInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(int))));
            await StoreFormat.OpenAsync(store, random, cancellation);
            var ports = new NodePorts(store, new SocketTransport(TimeProvider.System, logs.CreateLogger<SocketTransport>()), TimeProvider.System, random, meters, logs, BlockArena.CreateNative);
            return new EmbeddedNode(await Node.StartAsync(Describe(options), ports, cancellation), store, meters);
        }
        catch
        {
            await store.DisposeAsync();
            meters.Dispose();
            throw;
        }
    }

    /// <summary>False when the node ended by a fault.</summary>
    public Task<bool> StopAsync(TimeSpan deadline) => _node.StopAsync(deadline);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _store.DisposeAsync();
        _meters.Dispose();
    }

    private static NodeOptions Describe(ServeOptions options)
    {
        // Six segments of full size are enough to write at full speed; the cache gets the rest.
        var writes = (int)Math.Min(options.SegmentMemory / 2, 6 * options.SegmentBytesMax);
        return new NodeOptions
        {
            Listen = HostResolution.Resolve("kafka", options.Kafka),
            Advertise = options.Advertise,
            StoreName = Path.GetFullPath(options.DataDirectory),
            ConnectionsMax = options.ConnectionsMax,
            MetricsPartitionsMax = options.MetricsPartitionsMax,
            Limits = new StateLimits { TopicsMax = options.TopicsMax, PartitionsMax = options.PartitionsMax, ProducersMax = options.ProducersMax },
            LargeFrameMemory = (int)options.FrameMemory,
            SegmentMemory = (int)options.SegmentMemory,
            Segments = new SegmentOptions { Linger = options.SegmentLinger, SegmentBytesMax = (int)options.SegmentBytesMax, WriteBytesMax = writes, DrainMax = options.DrainTimeout },
            Cache = new CacheOptions { CacheBytesMax = (int)options.SegmentMemory - writes },

            LossAcceptedFrom = options.LossAcceptedFrom,

            // The directory is locked by this process, so no other leader can live: no lease to wait for.
            Leader = new LeaderOptions { StoreIsExclusive = true, DrainTimeout = options.DrainTimeout },
            Snapshots = new SnapshotOptions { EntriesMax = options.SnapshotEntries },
            Jobs = new JobOptions { Interval = options.RetentionCheckInterval, DeletionGrace = options.DeadSegmentGrace },
        };
    }
}
