namespace Garam.Broker.ReadPath;

/// <summary>Everything that a fetch needs to know of the state: it holds after the replica's lock is given up.</summary>
/// <param name="Sequence">The state that it was made from.</param>
/// <param name="Partitions">In the order in which they are served.</param>
/// <param name="Extents">Of all partitions.</param>
/// <param name="Bytes">About how much there is to return: exact only where a fetch begins at the start of an extent.</param>
public sealed record FetchPlan(long Sequence, IReadOnlyList<PartitionPlan> Partitions, IReadOnlyList<PlannedExtent> Extents, long Bytes)
{
    /// <summary>Those that the extents lie in, each once, oldest first.</summary>
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }

    /// <summary>What a reader that goes on like this will want next, oldest first.</summary>
    public required IReadOnlyList<PlannedSegment> Ahead { get; init; }

    /// <summary>Some partition gets less than it could, because others are further behind.</summary>
    public bool HasWaiting { get; init; }

    /// <summary>Some target lies outside of what this replica knows: only the leader can say whether it exists.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>How many partitions do not exist. They alone do not end a wait, unless nothing else is asked for.</summary>
    public int UnknownCount { get; init; }

    /// <summary>Something has to be told at once, as Kafka does: an error of a partition that exists, or that there is nothing to wait for.</summary>
    public bool EndsWait { get; init; }
}
