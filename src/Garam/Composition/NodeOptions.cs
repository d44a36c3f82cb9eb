using System.Net;
using Garam.Broker.Budgets;
using Garam.Broker.Cache;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.WritePath;
using Garam.Controller.Groups;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Controller.Members;
using Garam.Controller.Snapshots;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Composition;

/// <summary>A node's parts and their options. What is not set keeps its part's default.</summary>
public sealed class NodeOptions
{
    /// <summary>
    /// Where Kafka's clients connect, at least one. The first one's address stands for the process where one address has to. Each of the
    /// others has a zone of its own.
    /// </summary>
    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    /// <summary>Shown by tools as the log directory.</summary>
    public required string StoreName { get; init; }

    /// <summary>Shown to people who look at the cluster.</summary>
    public string ProgramVersion { get; init; } = "";

    /// <summary>The feature level that the process says it knows. A lower one stands for an older program.</summary>
    public short FeatureLevelMax { get; init; } = FeatureLevels.Latest;

    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>How this process works together with others on the same store; null when it is alone on it.</summary>
    public PeerOptions? Peers { get; init; }

    public FrameMemoryOptions FrameMemory { get; init; } = new();

    /// <summary>
    /// Segments being written and the read cache, in one arena. With the memory for frames it is 312 MiB, so that the runtime, its heap and
    /// the state have 200 of the 512 MiB that a process has by default.
    /// </summary>
    public int SegmentMemory { get; init; } = 208 << 20;

    public SegmentOptions Segments { get; init; } = new();

    public CacheOptions Cache { get; init; } = new();

    public FetchOptions Fetch { get; init; } = new();

    public FrameServerOptions Frames { get; init; } = new();

    public LeaderOptions Leader { get; init; } = new();

    /// <summary>
    /// The journal number from which on the operator gives up everything, if its entry is lost; a node does not start on such a store
    /// otherwise. It names the number, so that a flag left behind agrees to that one loss only.
    /// </summary>
    public long? LossAcceptedFrom { get; init; }

    public SnapshotOptions Snapshots { get; init; } = new();

    public JobOptions Jobs { get; init; } = new();

    /// <summary>Partitions and lags of groups with series of their own: a monitoring system pays for each.</summary>
    public int MetricsPartitionsMax { get; init; } = 1000;

    /// <summary>The time as an operator says it: the wall clock is believed if it says so too.</summary>
    public DateTimeOffset? ConfirmedTime { get; init; }

    public GroupCoordinatorOptions Groups { get; init; } = new();

    public StateLimits Limits { get; init; } = new();
}

/// <summary>A process among others on one store. Any of them may lead.</summary>
public sealed class PeerOptions
{
    /// <summary>Where the other processes connect.</summary>
    public required EndPoint Listen { get; init; }

    /// <summary>Null: what the listener is bound to.</summary>
    public HostPort? Advertise { get; init; }

    /// <summary>The name that the node id belongs to, different for each process. Null: the address that clients are told.</summary>
    public string? Id { get; init; }

    /// <summary>Where the process runs. Clients of the same zone are sent to it first. Null: not told.</summary>
    public string? Zone { get; init; }

    public AgentSessionOptions Sessions { get; init; } = new();

    /// <summary>Connections of other processes, a few from each.</summary>
    public int ConnectionsMax { get; init; } = 2_000;

    /// <summary>Requests of other processes: commits of theirs, above all.</summary>
    public FrameMemoryOptions FrameMemory { get; init; } = new()
    {
        QuickBytes = 1 << 20,
        WaitingBytes = 4 << 20,
        OrdinaryBytes = 8 << 20,
        LargeBytes = 16 << 20,
    };

    /// <summary>The newest entries of the journal that a leader keeps for the others.</summary>
    public int RecentBytesMax { get; init; } = 16 << 20;

    /// <summary>How long a process that starts waits before it asks again for a leader.</summary>
    public TimeSpan JoinRetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);
}
