using Garam.Metadata.Cluster;
using Garam.Protocol;

namespace Garam.Configuration;

/// <summary>
/// Lists every setting of <c>garam serve</c> and <c>garam agent</c>. Flags, variables, the file, the checks and the help are all made from
/// it.
/// </summary>
internal static class SettingCatalog
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new Setting<string>(
            "data", "Directory of the store, which holds everything the cluster keeps.",
            ValueKinds.Path, o => o.Store is null ? o.DataDirectory : "", (o, v) => (o.DataDirectory, o.Store) = (v, null)),
        new Setting<string?>(
            "store", "The store as a URL, such as s3://bucket/prefix, instead of a directory.",
            ValueKinds.OptionalUrl, o => o.Store, (o, v) => o.Store = v) { Alias = "--bucket" },
        new Setting<IReadOnlyList<ClientAddress>>(
            "kafka",
            "Address that Kafka clients connect to. Agents may have one for each zone of clients, as in "
                + "0.0.0.0:9092@a,0.0.0.0:9093@b.",
            ValueKinds.Listeners, o => o.Kafka, (o, v) => o.Kafka = v) { IsList = true },
        new Setting<IReadOnlyList<ClientAddress>>(
            "advertise", "Address that clients are told to connect to; the listener's own if not set. With zones, one for each listener.",
            ValueKinds.Advertised, o => o.Advertise, (o, v) => o.Advertise = v) { IsList = true },
        new Setting<string?>(
            "id",
            "Name of this agent, to which its node id belongs for ever; the host's name and the Kafka port if not set. No two agents may "
                + "have the same.",
            ValueKinds.OptionalName, o => o.Id, (o, v) => o.Id = v) { IsForAgents = true },
        new Setting<string?>(
            "zone", "Availability zone that this agent runs in. Clients of the same zone are sent to it.",
            ValueKinds.OptionalName, o => o.Zone, (o, v) => o.Zone = v) { IsForAgents = true },
        new Setting<HostPort>(
            "internal", "Address that the other agents of the cluster connect to.",
            ValueKinds.Address, o => o.Internal, (o, v) => o.Internal = v) { IsForAgents = true },
        new Setting<HostPort?>(
            "internal-advertise", "Address that the other agents are told to connect to; the internal listener's own if not set.",
            ValueKinds.OptionalAddress, o => o.InternalAdvertise, (o, v) => o.InternalAdvertise = v) { IsForAgents = true },
        new Setting<string?>(
            "internal-tls-cert",
            "PEM file with this agent's certificate, and those up to its authority, for TLS between agents. It names the host of the "
                + "internal address that other agents are told.",
            ValueKinds.OptionalPath, o => o.InternalTlsCert, (o, v) => o.InternalTlsCert = v) { IsForAgents = true },
        new Setting<string?>(
            "internal-tls-key", "PEM file with the key of internal-tls-cert.",
            ValueKinds.OptionalPath, o => o.InternalTlsKey, (o, v) => o.InternalTlsKey = v) { IsForAgents = true },
        new Setting<string?>(
            "internal-tls-ca", "PEM file with the authorities that sign the certificates of agents.",
            ValueKinds.OptionalPath, o => o.InternalTlsCa, (o, v) => o.InternalTlsCa = v) { IsForAgents = true },
        new Setting<HostPort?>(
            "http", "Address of /healthz, /readyz and /metrics, or off.",
            ValueKinds.AddressOrOff, o => o.Http, (o, v) => o.Http = v),
        new Setting<Uri?>(
            "otlp-endpoint",
            "Base address of an OTLP/HTTP receiver of metrics and traces, or off. If not set, that of OTEL_EXPORTER_OTLP_ENDPOINT.",
            ValueKinds.UrlOrOff, o => o.OtlpEndpoint, (o, v) => o.OtlpEndpoint = v),
        new Setting<LogLevel>(
            "log-level", "Lowest level of log messages to write.",
            ValueKinds.LogLevels, o => o.LogLevel, (o, v) => o.LogLevel = v),
        new Setting<LogFormat>(
            "log-format", "Form of the log: text for people, or json with one object per line.",
            ValueKinds.OneOf<LogFormat>(), o => o.LogFormat, (o, v) => o.LogFormat = v),
        new Setting<TimeSpan?>(
            "segment-linger",
            "How long the oldest batch waits for others before its segment is written; 5ms on a directory, 100ms on a bucket if not set. A "
                + "small segment waits up to 5 ms longer while all its clients have other requests under way.",
            ValueKinds.OptionalDuration(TimeSpan.Zero, TimeSpan.FromSeconds(5)), o => o.SegmentLinger, (o, v) => o.SegmentLinger = v),
        new Setting<long>(
            "segment-bytes", "Size at which a segment is written without waiting longer.",
            ValueKinds.Size(64 << 10, 8 << 20), o => o.SegmentBytesMax, (o, v) => o.SegmentBytesMax = v),
        new Setting<long>(
            "frame-memory",
            "Memory for requests over 2 MiB that are being received or wait in the open segment. Another 40 MiB holds "
                + "smaller requests.",
            ValueKinds.Size(48 << 20, 1 << 30), o => o.FrameMemory, (o, v) => o.FrameMemory = v),
        new Setting<long?>(
            "max-request-bytes",
            "Largest request to accept (Kafka's socket.request.max.bytes); the largest power of two in "
                + "frame-memory if not set.",
            ValueKinds.OptionalSize(1 << 20, 1 << 30), o => o.RequestBytesMax, (o, v) => o.RequestBytesMax = v),
        new Setting<long>(
            "segment-memory", "Memory for segments being written and for the read cache.",
            ValueKinds.Size(64 << 20, 1 << 30), o => o.SegmentMemory, (o, v) => o.SegmentMemory = v),
        new Setting<long>(
            "group-memory", "Memory for consumer groups and their offsets; joins and commits that would need more are refused.",
            ValueKinds.Size(1 << 20, 1 << 30), o => o.GroupMemory, (o, v) => o.GroupMemory = v),
        new Setting<int?>(
            "max-connections",
            "Kafka connections at a time (Kafka's max.connections), never more than the limit on open files allows; "
                + "more are closed at once. If not set, as many as that limit allows, up to 20,000.",
            ValueKinds.OptionalCount(1, 1_000_000), o => o.ConnectionsMax, (o, v) => o.ConnectionsMax = v),
        new Setting<int>(
            "max-topics", "Number of topics that the cluster may have; more are refused.",
            ValueKinds.Count(1, 10_000_000), o => o.TopicsMax, (o, v) => o.TopicsMax = v),
        new Setting<int>(
            "max-partitions", "Number of partitions that all topics together may have; more are refused.",
            ValueKinds.Count(1, 10_000_000), o => o.PartitionsMax, (o, v) => o.PartitionsMax = v),
        new Setting<int>(
            "max-producers", "Number of idempotent producers that all partitions together remember; batches from more are refused.",
            ValueKinds.Count(1, 10_000_000), o => o.ProducersMax, (o, v) => o.ProducersMax = v),
        new Setting<TimeSpan>(
            "drain-timeout", "How long a stopping server waits for its clients to get their last answers.",
            ValueKinds.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(5)), o => o.DrainTimeout, (o, v) => o.DrainTimeout = v),
        new Setting<TimeSpan>(
            "retention-check-interval", "How often retention by time and size is checked.",
            ValueKinds.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            o => o.RetentionCheckInterval, (o, v) => o.RetentionCheckInterval = v),
        new Setting<TimeSpan>(
            "dead-segment-grace", "How long a segment that nothing refers to any more is kept for reads in progress.",
            ValueKinds.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), o => o.DeadSegmentGrace, (o, v) => o.DeadSegmentGrace = v),
        new Setting<int?>(
            "snapshot-entries", "Journal entries between two snapshots of the metadata; 4096 on a directory, 2048 on a bucket if not set.",
            ValueKinds.OptionalCount(16, 1_000_000), o => o.SnapshotEntries, (o, v) => o.SnapshotEntries = v),
        new Setting<long>(
            "disk-reserve", "Disk space kept free so that deletions can be recorded on a full disk; at most a twentieth of the disk.",
            ValueKinds.Size(0, 16L << 30), o => o.DiskReserve, (o, v) => o.DiskReserve = v),
        new Setting<DateTimeOffset?>(
            "confirm-clock",
            "The current time, if the log says that the clock is in doubt. The clock is trusted if it agrees to "
                + "within an hour.",
            ValueKinds.OptionalTime, o => o.ConfirmedTime, (o, v) => o.ConfirmedTime = v),
        new Setting<int>(
            "metrics-partitions", "Number of partitions, topics and groups that get their own series in /metrics.",
            ValueKinds.Count(0, 100_000), o => o.MetricsPartitionsMax, (o, v) => o.MetricsPartitionsMax = v),
    ];

    public static Setting? Find(string key) => All.FirstOrDefault(setting => setting.Key == key);
}
