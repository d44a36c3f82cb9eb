using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteRecords;
using Garam.Protocol.Messages.DescribeLogDirs;

namespace Garam.Client.Admin;

/// <summary>How much a broker keeps of a partition.</summary>
public sealed record ReplicaSize(int Broker, TopicPartition Partition, long Bytes);

/// <summary>The outcome of deleting records of a partition.</summary>
/// <param name="Start">Where its log begins now; -1 where it was refused.</param>
/// <param name="Error">None, or why it was refused.</param>
public readonly record struct DeletedRecords(long Start, ErrorCode Error);

/// <summary>The commands for the sizes of logs, and for cutting them at the beginning.</summary>
internal static class LogCalls
{
    private const int TimeoutMs = 30_000;

    /// <summary>Asks every broker; replicas that are being moved to another directory are left out.</summary>
    public static ValueTask<IReadOnlyList<ReplicaSize>> SizesAsync(ClusterClient client, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellation)
    {
        var request = new DescribeLogDirsRequest
        {
            Topics = partitions is null ? null : [.. partitions.GroupBy(partition => partition.Topic).Select(topic => new DescribeLogDirsRequest.DescribableLogDirTopic
            {
                Topic = topic.Key,
                Partitions = [.. topic.Select(partition => partition.Partition)],
            })],
        };
        return client.Retries.RunAsync<IReadOnlyList<ReplicaSize>>(
            async cancellation =>
            {
                List<ReplicaSize> sizes = [];
                foreach (var (id, address) in (await client.GetMetadataAsync([], cancellation)).Brokers)
                {
                    var response = await client.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(address, ConnectionPurpose.Control, request, cancellation);
                    KafkaException.ThrowIfRefused(response.ErrorCode, $"Sizes at broker {id}");
                    sizes.AddRange(
                        from directory in response.Results
                        where directory.ErrorCode == ErrorCode.None
                        from topic in directory.Topics
                        from partition in topic.Partitions
                        where !partition.IsFutureKey
                        select new ReplicaSize(id, new TopicPartition(topic.Name, partition.PartitionIndex), partition.PartitionSize));
                }

                return sizes;
            },
            cancellation);
    }

    /// <summary>Asks the leader of each partition. Repeating it does no harm.</summary>
    public static ValueTask<IReadOnlyDictionary<TopicPartition, DeletedRecords>> DeleteAsync(
        ClusterClient client, IReadOnlyDictionary<TopicPartition, long> before, CancellationToken cancellation) =>
        client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, DeletedRecords>>(
            async cancellation =>
            {
                var metadata = await client.GetMetadataAsync(before.Keys.Select(static partition => partition.Topic).Distinct(), cancellation);
                var results = new Dictionary<TopicPartition, DeletedRecords>();
                foreach (var leader in before.GroupBy(partition => metadata.LeaderOf(partition.Key) ?? throw Leaderless(client, partition.Key)))
                {
                    var response = await client.CallAsync<DeleteRecordsRequest, DeleteRecordsResponse>(leader.Key, ConnectionPurpose.Control, ToRequest(leader), cancellation);
                    foreach (var (partition, result) in response.Topics.SelectMany(static topic => topic.Partitions.Select(result => (new TopicPartition(topic.Name, result.PartitionIndex), result))))
                    {
                        if (result.ErrorCode.IsRetriable)
                        {
                            client.InvalidateMetadata();
                            throw new KafkaException(result.ErrorCode, $"Deleting records of {partition}");
                        }

                        results[partition] = new DeletedRecords(result.LowWatermark, result.ErrorCode);
                    }
                }

                return results;
            },
            cancellation);

    private static KafkaException Leaderless(ClusterClient client, TopicPartition partition)
    {
        client.InvalidateMetadata();
        return new KafkaException(ErrorCode.LeaderNotAvailable, $"Deleting records of {partition}");
    }

    private static DeleteRecordsRequest ToRequest(IEnumerable<KeyValuePair<TopicPartition, long>> partitions) => new()
    {
        TimeoutMs = TimeoutMs,
        Topics = [.. partitions.GroupBy(static partition => partition.Key.Topic).Select(static topic => new DeleteRecordsRequest.DeleteRecordsTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.Select(static partition => new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = partition.Key.Partition, Offset = partition.Value })],
        })],
    };
}
