using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Client.Cluster;

/// <summary>The content of one Metadata answer. Immutable.</summary>
internal sealed class ClusterMetadata
{
    public static readonly ClusterMetadata Nothing = new();

    public IReadOnlyDictionary<int, HostPort> Brokers { get; private init; } = new Dictionary<int, HostPort>();

    /// <summary>The topics that exist, by name.</summary>
    public IReadOnlyDictionary<string, TopicMetadata> Topics { get; private init; } = new Dictionary<string, TopicMetadata>();

    /// <summary>Returns null if the partition or its leader is unknown.</summary>
    public HostPort? LeaderOf(TopicPartition partition) =>
        Topics.TryGetValue(partition.Topic, out var topic)
        && partition.Partition < topic.PartitionCount
        && Brokers.TryGetValue(topic.Leaders[partition.Partition], out var broker)
            ? broker
            : null;

    /// <summary>Returns -1 if it is unknown.</summary>
    public int LeaderEpochOf(TopicPartition partition) =>
        Topics.TryGetValue(partition.Topic, out var topic) ? topic.EpochOf(partition.Partition) : -1;

    /// <param name="previous">The answer before this one, which may come from another broker.</param>
    internal static ClusterMetadata From(MetadataResponse response, ClusterMetadata previous) => new()
    {
        Brokers = response.Brokers.ToDictionary(broker => broker.NodeId, broker => new HostPort(broker.Host, broker.Port)),
        Topics = response.Topics
            .Where(topic => topic.ErrorCode == ErrorCode.None)
            .Select(topic => Read(topic).Over(previous.Topics.GetValueOrDefault(topic.Name!)))
            .ToDictionary(topic => topic.Name),
    };

    private static TopicMetadata Read(MetadataResponse.MetadataResponseTopic topic)
    {
        var leaders = new int[topic.Partitions.Length];
        var epochs = new int[topic.Partitions.Length];
        foreach (var partition in topic.Partitions)
        {
            (leaders[partition.PartitionIndex], epochs[partition.PartitionIndex]) = (partition.LeaderId, partition.LeaderEpoch);
        }

        return new TopicMetadata(topic.Name!, topic.TopicId, leaders) { LeaderEpochs = epochs };
    }
}

/// <param name="Name">No two topics have the same name at one time.</param>
/// <param name="Id">No other topic ever has this id. Zero if the broker is too old to say.</param>
/// <param name="Leaders">By partition: the node that leads it, or -1.</param>
internal sealed record TopicMetadata(string Name, Uuid Id, IReadOnlyList<int> Leaders)
{
    /// <summary>By partition: rises with every change of leader; -1 if the broker is too old to say.</summary>
    public IReadOnlyList<int> LeaderEpochs { get; init; } = [];

    public int PartitionCount => Leaders.Count;

    /// <summary>
    /// Keeps the leaders of the previous answer that are newer. Brokers learn of a change one after the other, and an older leader's copy
    /// may lack records that this client has already read.
    /// </summary>
    internal TopicMetadata Over(TopicMetadata? previous)
    {
        if (previous is null || Id.IsZero || previous.Id != Id
            || !Enumerable.Range(0, PartitionCount).Any(partition => previous.EpochOf(partition) > EpochOf(partition)))
        {
            return this;
        }

        var known = Enumerable.Range(0, PartitionCount).Select(
            partition => previous.EpochOf(partition) > EpochOf(partition) ? previous : this).ToList();
        return this with
        {
            Leaders = [.. known.Select(static (topic, partition) => topic.Leaders[partition])],
            LeaderEpochs = [.. known.Select(static (topic, partition) => topic.EpochOf(partition))],
        };
    }

    internal int EpochOf(int partition) => partition < LeaderEpochs.Count ? LeaderEpochs[partition] : -1;
}
