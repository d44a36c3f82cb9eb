using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Client.Admin;

/// <param name="ClusterId">Null if the brokers are too old to say.</param>
/// <param name="ControllerId">The broker that changes go to, or -1.</param>
/// <param name="Brokers">Ordered by id.</param>
public sealed record ClusterDescription(string? ClusterId, int ControllerId, IReadOnlyList<BrokerDescription> Brokers);

/// <param name="Id">The broker's number in the cluster.</param>
/// <param name="Address">The address that clients are told to connect to.</param>
/// <param name="Rack">Null if it has none.</param>
public sealed record BrokerDescription(int Id, HostPort Address, string? Rack);

/// <param name="Name">No two topics have the same name at one time.</param>
/// <param name="Id">No other topic ever has this id. Zero if the broker is too old to say.</param>
/// <param name="IsInternal">Says that it is the cluster's own, like Kafka's __consumer_offsets.</param>
/// <param name="Partitions">Ordered by number.</param>
public sealed record TopicDescription(string Name, Uuid Id, bool IsInternal, IReadOnlyList<PartitionDescription> Partitions)
{
    /// <summary>The number of replicas of the first partition, as in Kafka's tools.</summary>
    public int ReplicationFactor => Partitions.Count == 0 ? 0 : Partitions[0].Replicas.Count;
}

/// <param name="Partition">The partition's number.</param>
/// <param name="Leader">The node that leads it, or -1.</param>
/// <param name="LeaderEpoch">Rises with every change of leader; -1 if the broker is too old to say.</param>
/// <param name="Replicas">The nodes that have a copy.</param>
/// <param name="InSync">The nodes whose copy is complete.</param>
public sealed record PartitionDescription(
    int Partition, int Leader, int LeaderEpoch, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync);

/// <summary>
/// Describes the cluster and its topics by a new Metadata request each time: an administrator wants the present state, not a cached one.
/// </summary>
internal static class MetadataCalls
{
    /// <param name="topics">Null for all topics. The answer leaves out those that do not exist.</param>
    public static ValueTask<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        ClusterClient client, IReadOnlyCollection<string>? topics, CancellationToken cancellation) =>
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
                var brokers = response.Brokers.OrderBy(broker => broker.NodeId).Select(
                    broker => new BrokerDescription(broker.NodeId, new HostPort(broker.Host, broker.Port), broker.Rack));
                return new ClusterDescription(response.ClusterId, response.ControllerId, [.. brokers]);
            },
            cancellation);

    private static async ValueTask<MetadataResponse> AskAsync(
        ClusterClient client, IReadOnlyCollection<string>? topics, CancellationToken cancellation)
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

    /// <summary>A topic exists even while none of its partitions has a leader.</summary>
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
            .Select(
                partition => new PartitionDescription(
                    partition.PartitionIndex, partition.LeaderId, partition.LeaderEpoch, partition.ReplicaNodes, partition.IsrNodes))]);
}
