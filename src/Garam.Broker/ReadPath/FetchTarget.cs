using Garam.Protocol;

namespace Garam.Broker.ReadPath;

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

/// <summary>How a request names a partition: by topic id from version 13 on, by name before.</summary>
/// <param name="Topic">Null when the id says it.</param>
/// <param name="TopicId">Zero when the name says it.</param>
/// <param name="Partition">Its index.</param>
public readonly record struct FetchTargetKey(string? Topic, Uuid TopicId, int Partition)
{
    public bool IsById => Topic is null;
}
