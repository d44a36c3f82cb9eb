using Garam.Protocol;

namespace Garam.Broker.ReadPath;

/// <summary>Everything that a fetch needs to know of the state: it holds after the replica's lock is given up.</summary>
/// <param name="Sequence">The state that it was made from.</param>
/// <param name="Partitions">In the order in which they are served.</param>
/// <param name="Extents">Of all partitions.</param>
/// <param name="Ahead">What a reader that goes on like this will want next, oldest first.</param>
/// <param name="Bytes">About how much there is to return: exact only where a fetch begins at the start of an extent.</param>
public sealed record FetchPlan(
    long Sequence, IReadOnlyList<PartitionPlan> Partitions, IReadOnlyList<PlannedExtent> Extents, IReadOnlyList<PlannedSegment> Ahead, long Bytes)
{
    /// <summary>Somebody reads outside of what this replica knows: only the leader can say whether it exists.</summary>
    public bool IsDoubtful => Partitions.Any(static partition => partition.Error == ErrorCode.OffsetOutOfRange);

    public bool HasErrors => Partitions.Any(static partition => partition.Error != ErrorCode.None);
}
