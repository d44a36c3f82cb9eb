using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Client.Admin;

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
