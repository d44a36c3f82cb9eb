using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Storage.Locations;

namespace Garam.Configuration;

/// <summary>All options of <c>garam serve</c>. <see cref="OptionsReader"/> fills them from <see cref="SettingCatalog"/>.</summary>
public sealed class ServeOptions
{
    public string DataDirectory { get; set; } = "./garam-data";

    /// <summary>The URL of the store. Null for <see cref="DataDirectory"/>.</summary>
    public string? Store { get; set; }

    /// <exception cref="Storage.Errors.GaramException">Invalid: <see cref="Store"/> is not the URL of a store.</exception>
    public StoreLocation Location => Store is { } url ? StoreLocation.ParseUrl(url) : StoreLocation.OfDirectory(DataDirectory);

    /// <summary>Where Kafka's clients connect, as it was written; see <see cref="Listeners"/>.</summary>
    public IReadOnlyList<ClientAddress> Kafka { get; set; } = [new(new HostPort("127.0.0.1", 9092))];

    /// <summary>The process is one of several on its store.</summary>
    public bool IsAgent { get; init; }

    /// <summary>
    /// Opens the standard input if another program started this one and stops it; null otherwise. The process stops when that input
    /// closes, so that it never outlives the other program, and leaves Ctrl-C to it. Set only by a flag.
    /// </summary>
    public Func<Stream>? SupervisorInput { get; set; }

    /// <summary>Used by agents only.</summary>
    public HostPort Internal { get; set; } = new("127.0.0.1", 9192);

    /// <summary>The address that other agents are told to connect to. Null for that of the internal listener.</summary>
    public HostPort? InternalAdvertise { get; set; }

    /// <summary>The files for TLS between agents: all are set, or none.</summary>
    public string? InternalTlsCert { get; set; }

    public string? InternalTlsKey { get; set; }

    public string? InternalTlsCa { get; set; }

    /// <summary>
    /// The name that an agent's node id belongs to. Null for the host's name and the Kafka port, see <see cref="AgentId"/>.
    /// </summary>
    public string? Id { get; set; }

    /// <summary>Where an agent runs. Null: not told.</summary>
    public string? Zone { get; set; }

    /// <summary>
    /// Different for each agent of a machine, and the same after a restart, also under another address. Null if the port is chosen at the
    /// start: then the name is the address.
    /// </summary>
    public string? AgentId => Id ?? (Listeners[0].Listen.Address.Port is > 0 and var port ? $"{Environment.MachineName}:{port}" : null);

    /// <summary>The addresses that clients are told to connect to. A listener whose zone is not among them has its own.</summary>
    public IReadOnlyList<ClientAddress> Advertise { get; set; } = [];

    /// <summary>
    /// The listeners with the addresses that clients are told. A listener without a zone comes first, because the first one is for clients
    /// that connected to an agent by a listener which this one does not have.
    /// </summary>
    public IReadOnlyList<ListenerSetting> Listeners =>
    [
        .. from listen in Kafka
           orderby listen.Zone is not null
           select new ListenerSetting(listen, Advertise.FirstOrDefault(told => told.Zone == listen.Zone)?.Address),
    ];

    /// <summary>Null for no HTTP port.</summary>
    public HostPort? Http { get; set; } = new("127.0.0.1", 8080);

    /// <summary>The base address of an OTLP receiver. Null for no export.</summary>
    public Uri? OtlpEndpoint { get; set; }

    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    public LogFormat LogFormat { get; set; } = LogFormat.Text;

    /// <summary>Null for what suits the store, see <see cref="LingerOn"/>.</summary>
    public TimeSpan? SegmentLinger { get; set; }

    public long SegmentBytesMax { get; set; } = 8 << 20;

    public long FrameMemory { get; set; } = 64 << 20;

    /// <summary>Null for the largest request that <see cref="FrameMemory"/> holds.</summary>
    public long? RequestBytesMax { get; set; }

    public long SegmentMemory { get; set; } = 208 << 20;

    /// <summary>About 200,000 offsets. Twice as much, at worst, fits beside the other budgets into 512 MiB.</summary>
    public long GroupMemory { get; set; } = 48 << 20;

    /// <summary>Null for the number that the limit on open files leaves.</summary>
    public int? ConnectionsMax { get; set; }

    public int TopicsMax { get; set; } = 50_000;

    public int PartitionsMax { get; set; } = 100_000;

    public int ProducersMax { get; set; } = 200_000;

    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetentionCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan DeadSegmentGrace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Set only by a flag of <c>garam serve</c>, never by a file or a variable: see <see cref="Composition.NodeOptions.LossAcceptedFrom"/>.
    /// </summary>
    public long? LossAcceptedFrom { get; set; }

    /// <summary>Null for what suits the store, see <see cref="SnapshotEntriesOn"/>.</summary>
    public int? SnapshotEntries { get; set; }

    public int MetricsPartitionsMax { get; set; } = 1000;

    /// <summary>The time that an operator confirms.</summary>
    public DateTimeOffset? ConfirmedTime { get; set; }

    public long DiskReserve { get; set; } = 64 << 20;

    /// <summary>
    /// 5 ms suits a directory; docs/performance.md has the measurement. Across a network a write takes ten times as long and costs money,
    /// so that segments are worth waiting for.
    /// </summary>
    public TimeSpan LingerOn(StoreLocation location) =>
        SegmentLinger ?? TimeSpan.FromMilliseconds(location.Kind == StoreKind.Directory ? 5 : 100);

    /// <summary>
    /// A start reads the entries since the last snapshot but one. On a bucket each is a request; docs/performance.md has the measurement.
    /// </summary>
    public int SnapshotEntriesOn(StoreLocation location) => SnapshotEntries ?? (location.Kind == StoreKind.Directory ? 4096 : 2048);

    /// <summary>Names of variables that Kubernetes sets: they look like settings, but are not.</summary>
    public IReadOnlyList<string> IgnoredVariables { get; set; } = [];
}
