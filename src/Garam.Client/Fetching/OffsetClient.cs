using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;

namespace Garam.Client.Fetching;

/// <summary>Finds offsets of any number of partitions, asking each of their leaders once. It borrows the client. Any thread.</summary>
public sealed class OffsetClient(ClusterClient client)
{
    /// <summary>Tries again while leaders move, up to the client's operation time-out.</summary>
    /// <exception cref="KafkaException">A broker refuses: UNSUPPORTED_VERSION for a special place that it does not know.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListAsync(
        IReadOnlyDictionary<TopicPartition, OffsetSpec> partitions, CancellationToken cancellation) =>
        client.Retries.RunAsync(cancellation => ListOnceAsync(partitions, cancellation), cancellation);

    /// <summary>The same place in every partition.</summary>
    /// <exception cref="KafkaException">A broker refuses.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListAsync(
        IEnumerable<TopicPartition> partitions, OffsetSpec where, CancellationToken cancellation) =>
        ListAsync(partitions.ToDictionary(static partition => partition, _ => where), cancellation);

    internal async ValueTask<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListOnceAsync(
        IReadOnlyDictionary<TopicPartition, OffsetSpec> partitions, CancellationToken cancellation)
    {
        var metadata = await client.GetMetadataAsync(partitions.Keys.Select(static partition => partition.Topic).Distinct());
        var calls = partitions
            .GroupBy(partition => LeaderOf(metadata, partition.Key))
            .OrderBy(static leader => leader.Key.ToString(), StringComparer.Ordinal)
            .Select(leader => AskAsync(leader.Key, leader, cancellation))
            .ToList();
        var found = new Dictionary<TopicPartition, ListedOffset>();
        foreach (var call in calls)
        {
            Read(await call, found);
        }

        return found;
    }

    private BrokerAddress LeaderOf(ClusterMetadata metadata, TopicPartition partition)
    {
        if (metadata.LeaderOf(partition) is { } leader)
        {
            return leader;
        }

        client.InvalidateMetadata();
        throw new KafkaException(
            metadata.Topics.ContainsKey(partition.Topic) ? ErrorCode.LeaderNotAvailable : ErrorCode.UnknownTopicOrPartition, $"Looking for offsets of {partition}");
    }

    private async Task<ListOffsetsResponse> AskAsync(
        BrokerAddress leader, IEnumerable<KeyValuePair<TopicPartition, OffsetSpec>> partitions, CancellationToken cancellation)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics = [.. partitions.GroupBy(static partition => partition.Key.Topic).Select(static topic => new ListOffsetsRequest.ListOffsetsTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(static partition => new ListOffsetsRequest.ListOffsetsPartition
                {
                    PartitionIndex = partition.Key.Partition,
                    Timestamp = partition.Value.Timestamp,
                })],
            })],
        };
        return await client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(leader, ConnectionPurpose.Control, request, cancellation);
    }

    private void Read(ListOffsetsResponse response, Dictionary<TopicPartition, ListedOffset> found)
    {
        foreach (var topic in response.Topics)
        {
            foreach (var result in topic.Partitions)
            {
                var partition = new TopicPartition(topic.Name, result.PartitionIndex);
                if (result.ErrorCode.IsRetriable)
                {
                    client.InvalidateMetadata();
                }

                KafkaException.ThrowIfRefused(result.ErrorCode, $"Looking for offsets of {partition}");
                found[partition] = new ListedOffset(result.Offset, result.Timestamp, result.LeaderEpoch);
            }
        }
    }
}
