using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Metadata.Topics;

namespace Garam.Controller.Jobs;

/// <summary>A place in the walk over all partitions, which goes in pieces so that the replica's lock is held briefly each time.</summary>
/// <param name="Topic">The name to go on from.</param>
/// <param name="Partition">The first partition of that topic not yet visited.</param>
internal readonly record struct PartitionCursor(string Topic, int Partition)
{
    public static readonly PartitionCursor Start = new("", 0);

    /// <summary>Calls <paramref name="visit"/> for up to <paramref name="limit"/> partitions. Null when the walk has come to its end.</summary>
    public PartitionCursor? Walk(ClusterState state, int limit, Action<TopicState, TopicPartition, PartitionLog> visit)
    {
        var visited = 0;
        foreach (var topic in state.Topics.OrderedByName(Topic))
        {
            for (var number = topic.Name == Topic ? Partition : 0; number < topic.Partitions; number++)
            {
                if (visited++ == limit)
                {
                    return new PartitionCursor(topic.Name, number);
                }

                var partition = new TopicPartition(topic.Id, number);
                if (state.Topics.TryGetPartition(partition, out var partitionState))
                {
                    visit(topic, partition, partitionState);
                }
            }
        }

        return null;
    }
}
