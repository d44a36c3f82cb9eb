using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Broker.ReadPath.Planning;

/// <summary>Everything that a fetch needs to know of the state. It stays valid after the replica's lock is released.</summary>
/// <param name="Sequence">The state that it was made from.</param>
/// <param name="Partitions">In the order in which they are served.</param>
/// <param name="Extents">The extents of all partitions.</param>
/// <param name="Bytes">The approximate number of bytes to return. It is exact only if a fetch begins at the start of an extent.</param>
public sealed record FetchPlan(long Sequence, IReadOnlyList<PartitionPlan> Partitions, IReadOnlyList<PlannedExtent> Extents, long Bytes)
{
    /// <summary>Those that the extents lie in, each once, oldest first.</summary>
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }

    /// <summary>The segments that a reader which continues like this will want next, oldest first.</summary>
    public required IReadOnlyList<PlannedSegment> Ahead { get; init; }

    /// <summary>Some partition gets less than it could, because others lag further.</summary>
    public bool HasWaiting { get; init; }

    /// <summary>Some target lies outside of what this replica knows: only the leader can say whether it exists.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>The number of partitions that do not exist. They alone do not end a wait, unless nothing else is asked for.</summary>
    public int UnknownCount { get; init; }

    /// <summary>
    /// Something has to be told at once, as Kafka does: an error of a partition that exists, or that there is nothing to wait for.
    /// </summary>
    public bool EndsWait { get; init; }
}

/// <param name="BytesMax">The size of the whole response.</param>
/// <param name="IsReadCommitted">End at the last stable offset.</param>
/// <param name="Distances">Decides when a partition waits for those that lag further.</param>
internal readonly record struct FetchRules(int BytesMax, bool IsReadCommitted, FetchDistances Distances);

/// <summary>How far partitions may be apart in the log, in bytes: see <see cref="FetchShares"/>.</summary>
/// <param name="NearMax">A partition that is further ahead of the last one waits for it.</param>
/// <param name="FarMin">A partition that is further ahead than this does not.</param>
internal readonly record struct FetchDistances(long NearMax, long FarMin);

/// <summary>The outcome for one partition of a fetch. The records borrow leased chunks.</summary>
public readonly record struct FetchedPartition(PartitionPlan Plan, ErrorCode Error, RecordSlices Records);

/// <summary>
/// One partition of a fetch: where to read on, and what its client was last told. In a session it lives from request to request;
/// one request of a session is served at a time.
/// </summary>
public sealed class FetchTarget(FetchTargetKey key)
{
    public FetchTargetKey Key { get; } = key;

    public long FetchOffset { get; set; }

    public int BytesMax { get; set; }

    public int CurrentLeaderEpoch { get; set; } = -1;

    /// <summary>The epoch of the last record that the client has; below zero when it has none or does not say.</summary>
    public int LastFetchedEpoch { get; set; } = -1;

    public long SentHighWatermark { get; set; } = -1;

    public long SentLogStartOffset { get; set; } = -1;
}

/// <summary>The name of a partition in a request: by topic id from version 13 on (KIP-516), by topic name before.</summary>
/// <param name="Topic">Null when the request names the id.</param>
/// <param name="TopicId">Zero when the request names the topic.</param>
/// <param name="Partition">The index.</param>
public readonly record struct FetchTargetKey(string? Topic, Uuid TopicId, int Partition)
{
    public bool IsById => Topic is null;
}

/// <summary>The subject of one Fetch request, after its session was looked up.</summary>
/// <param name="Error">None, or why the request cannot be served at all.</param>
/// <param name="SessionId">For the response; 0 when there is no session.</param>
/// <param name="Targets">In the order in which they are served.</param>
/// <param name="IsIncremental">True when the response names only partitions with news.</param>
public sealed record FetchScope(ErrorCode Error, int SessionId, IReadOnlyList<FetchTarget> Targets, bool IsIncremental)
{
    public static FetchScope Refused(ErrorCode error) => new(error, 0, [], false);
}
