using Garam.Protocol;

namespace Garam.Client.Cluster;

/// <param name="Name">Unique at a time.</param>
/// <param name="Id">Unique for ever; zero where the broker is too old to tell.</param>
/// <param name="Leaders">By partition: the node that leads it, or -1.</param>
public sealed record TopicMetadata(string Name, Uuid Id, IReadOnlyList<int> Leaders)
{
    /// <summary>By partition: how often the leader changed, or -1 where the broker is too old to tell.</summary>
    public IReadOnlyList<int> LeaderEpochs { get; init; } = [];

    public int PartitionCount => Leaders.Count;

    /// <summary>
    /// Brokers learn of a change one after the other: where this answer is behind the one before it, the leader that was known stays.
    /// Going back to the old one could mean to read from a copy that lacks what was read already.
    /// </summary>
    internal TopicMetadata Over(TopicMetadata? previous)
    {
        if (previous is null || Id.IsZero || previous.Id != Id || !Enumerable.Range(0, PartitionCount).Any(partition => previous.EpochOf(partition) > EpochOf(partition)))
        {
            return this;
        }

        var known = Enumerable.Range(0, PartitionCount).Select(partition => previous.EpochOf(partition) > EpochOf(partition) ? previous : this).ToList();
        return this with
        {
            Leaders = [.. known.Select(static (topic, partition) => topic.Leaders[partition])],
            LeaderEpochs = [.. known.Select(static (topic, partition) => topic.EpochOf(partition))],
        };
    }

    internal int EpochOf(int partition) => partition < LeaderEpochs.Count ? LeaderEpochs[partition] : -1;
}
