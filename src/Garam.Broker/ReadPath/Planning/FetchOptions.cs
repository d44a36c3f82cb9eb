namespace Garam.Broker.ReadPath.Planning;

/// <summary>Limits of Fetch.</summary>
public sealed class FetchOptions
{
    /// <summary>
    /// The limit of one response, whatever the client allows (its default is 50 MiB). One gather send gains nothing above a few MiB, every
    /// byte is pinned until the client has taken it, and a larger response lets partitions of a scan drift apart
    /// (<see cref="FetchShares"/>).
    /// </summary>
    public int ResponseBytesMax { get; init; } = 8 << 20;

    /// <summary>
    /// The limit of one response while most of <see cref="UnsentBytesMax"/> is in use: large enough that a gather send still pays.
    /// </summary>
    public int CrowdedResponseBytesMax { get; init; } = 1 << 20;

    /// <summary>
    /// A partition that is further ahead of the last one of its fetch than this waits for it, in bytes of the log: where all get what the
    /// client allows for a partition, they drift apart all the same. A third of a cache of 160 MiB, so that two scans fit.
    /// </summary>
    public long NearBytesMax { get; init; } = 48 << 20;

    /// <summary>
    /// A partition that is further ahead than this does not wait: none drifts so far, and it would wait until the last one has read so
    /// much.
    /// </summary>
    public long FarBytesMin { get; init; } = 256 << 20;

    /// <summary>
    /// The limit of all responses that are not sent yet. It is less than the cache, which they pin, so that clients which do not read
    /// cannot keep others from reading: further responses wait.
    /// </summary>
    public int UnsentBytesMax { get; init; } = 96 << 20;

    /// <summary>
    /// For all segments of one response that have to be read, and for room to read them: then the response leaves with what there is. A
    /// third of the time after which clients give up a request.
    /// </summary>
    public TimeSpan ReadWaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The memory that one compressed batch may take while it is searched by time: small batches can decompress to gigabytes.
    /// </summary>
    public int DecompressedBytesMax { get; init; } = 32 << 20;

    /// <summary>The memory of searches by time for batches that they opened: some ten thousand of them.</summary>
    public int FoundTimesBytesMax { get; init; } = 4 << 20;

    /// <summary>
    /// The bytes that one client may have opened at once for its searches by time: a search over a thousand partitions opens about so much.
    /// </summary>
    public long SearchBytesBurst { get; init; } = 256 << 20;

    /// <summary>After that it waits: about a tenth of a core, however many connections it has.</summary>
    public long SearchBytesPerSecond { get; init; } = 64 << 20;

    /// <summary>Longer waits are cut to this, so that a request never outlives a draining process by much.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kafka's <c>max.incremental.fetch.session.cache.slots</c>.</summary>
    public int SessionsMax { get; init; } = 1000;

    /// <summary>The limit on partitions of all sessions together: each takes about 150 bytes.</summary>
    public int SessionPartitionsMax { get; init; } = 100_000;

    /// <summary>Kafka's <c>min.incremental.fetch.session.eviction.ms</c>: a session used later than this keeps its place.</summary>
    public TimeSpan SessionIdleMin { get; init; } = TimeSpan.FromMinutes(2);
}
