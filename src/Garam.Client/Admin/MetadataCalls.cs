using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Client.Admin;

/// <param name="ClusterId">Null where the brokers are too old to tell.</param>
/// <param name="ControllerId">The broker that changes go to, or -1.</param>
/// <param name="Brokers">By id.</param>
public sealed record ClusterDescription(string? ClusterId, int ControllerId, IReadOnlyList<BrokerDescription> Brokers);

/// <param name="Id">Its number in the cluster.</param>
/// <param name="Address">Where clients are told to connect.</param>
/// <param name="Rack">Null where it has none.</param>
public sealed record BrokerDescription(int Id, HostPort Address, string? Rack);

/// <param name="Name">Unique at a time.</param>
/// <param name="Id">Unique for ever; zero where the broker is too old to tell.</param>
/// <param name="IsInternal">The cluster's own, as Kafka's __consumer_offsets.</param>
/// <param name="Partitions">By number.</param>
public sealed record TopicDescription(string Name, Uuid Id, bool IsInternal, IReadOnlyList<PartitionDescription> Partitions)
{
    /// <summary>That of the first partition, as Kafka's tools count it.</summary>
    public int ReplicationFactor => Partitions.Count == 0 ? 0 : Partitions[0].Replicas.Count;
}

/// <param name="Partition">Its number.</param>
/// <param name="Leader">The node that leads it, or -1.</param>
/// <param name="LeaderEpoch">How often the leader changed; -1 where the broker is too old to tell.</param>
/// <param name="Replicas">The nodes that have it.</param>
/// <param name="InSync">Those of them that have all of it.</param>
public sealed record PartitionDescription(int Partition, int Leader, int LeaderEpoch, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync);

/// <summary>What Metadata tells of the cluster and of topics, asked anew each time: an administrator wants to see what is, not what was.</summary>
internal static class MetadataCalls
{
    /// <param name="client">Asks.</param>
    /// <param name="topics">Null for all. One that does not exist is not in the answer.</param>
    /// <param name="cancellation">Gives up.</param>
    public static ValueTask<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(ClusterClient client, IReadOnlyCollection<string>? topics, CancellationToken cancellation) =>
        client.Retries.RunAsync<IReadOnlyList<TopicDescription>>(
            async cancellation =>
            {
                var response = await AskAsync(client, topics, cancellation);
                return [.. response.Topics.Where(Exists).Select(Describe).OrderBy(topic => topic.Name, StringComparer.Ordinal)];
            },
            cancellation);

    public static ValueTask<ClusterDescription> DescribeClusterAsync(ClusterClient client, CancellationToken cancellation) =>
        client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await AskAsync(client, [], cancellation);
                var brokers = response.Brokers.OrderBy(broker => broker.NodeId).Select(broker => new BrokerDescription(broker.NodeId, new HostPort(broker.Host, broker.Port), broker.Rack));
                return new ClusterDescription(response.ClusterId, response.ControllerId, [.. brokers]);
            },
            cancellation);

    private static async ValueTask<MetadataResponse> AskAsync(ClusterClient client, IReadOnlyCollection<string>? topics, CancellationToken cancellation)
    {
        var request = new MetadataRequest
        {
            Topics = topics is null ? null : [.. topics.Select(name => new MetadataRequest.MetadataRequestTopic { Name = name })],
            AllowAutoTopicCreation = false,
        };
        var response = await client.CallAnyAsync<MetadataRequest, MetadataResponse>(request, cancellation);
        KafkaException.ThrowIfRefused(response.ErrorCode, "Metadata");
        return response;
    }

    /// <summary>A topic whose partitions have no leader for the moment exists.</summary>
    private static bool Exists(MetadataResponse.MetadataResponseTopic topic)
    {
        if (topic.ErrorCode is ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId)
        {
            return false;
        }

        if (topic.ErrorCode != ErrorCode.LeaderNotAvailable)
        {
            KafkaException.ThrowIfRefused(topic.ErrorCode, $"Topic '{topic.Name}'");
        }

        return true;
    }

    private static TopicDescription Describe(MetadataResponse.MetadataResponseTopic topic) => new(
        topic.Name!,
        topic.TopicId,
        topic.IsInternal,
        [.. topic.Partitions.OrderBy(partition => partition.PartitionIndex)
            .Select(partition => new PartitionDescription(partition.PartitionIndex, partition.LeaderId, partition.LeaderEpoch, partition.ReplicaNodes, partition.IsrNodes))]);
}
