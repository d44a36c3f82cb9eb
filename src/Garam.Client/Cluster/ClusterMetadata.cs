using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Client.Cluster;

/// <summary>What one Metadata answer said. Immutable.</summary>
public sealed class ClusterMetadata
{
    public static readonly ClusterMetadata Nothing = new();

    public string? ClusterId { get; private init; }

    public IReadOnlyDictionary<int, BrokerAddress> Brokers { get; private init; } = new Dictionary<int, BrokerAddress>();

    /// <summary>The topics that exist, by name.</summary>
    public IReadOnlyDictionary<string, TopicMetadata> Topics { get; private init; } = new Dictionary<string, TopicMetadata>();

    /// <summary>Null when the partition or its leader is not known.</summary>
    public BrokerAddress? LeaderOf(TopicPartition partition) =>
        Topics.TryGetValue(partition.Topic, out var topic)
        && partition.Partition < topic.PartitionCount
        && Brokers.TryGetValue(topic.Leaders[partition.Partition], out var broker)
            ? broker
            : null;

    public string? NameOf(Uuid topicId)
    {
        foreach (var topic in Topics.Values)
        {
            if (topic.Id == topicId)
            {
                return topic.Name;
            }
        }

        return null;
    }

    internal static ClusterMetadata From(MetadataResponse response) => new()
    {
        ClusterId = response.ClusterId,
        Brokers = response.Brokers.ToDictionary(broker => broker.NodeId, broker => new BrokerAddress(broker.Host, broker.Port)),
        Topics = response.Topics
            .Where(topic => topic.ErrorCode == ErrorCode.None)
            .Select(topic => new TopicMetadata(topic.Name!, topic.TopicId, LeadersOf(topic)))
            .ToDictionary(topic => topic.Name),
    };

    private static int[] LeadersOf(MetadataResponse.MetadataResponseTopic topic)
    {
        var leaders = new int[topic.Partitions.Length];
        foreach (var partition in topic.Partitions)
        {
            leaders[partition.PartitionIndex] = partition.LeaderId;
        }

        return leaders;
    }
}
