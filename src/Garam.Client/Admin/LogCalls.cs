using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteRecords;
using Garam.Protocol.Messages.DescribeLogDirs;

namespace Garam.Client.Admin;

/// <summary>The bytes that one broker stores of a partition.</summary>
public sealed record ReplicaSize(int Broker, TopicPartition Partition, long Bytes);

/// <summary>The outcome of deleting records of a partition.</summary>
/// <param name="Start">The log's new start; -1 if the broker refused.</param>
/// <param name="Error">None, or why the broker refused.</param>
public readonly record struct DeletedRecords(long Start, ErrorCode Error);

/// <summary>Finds the sizes of logs, and deletes records at their beginning.</summary>
internal static class LogCalls
{
    private const int TimeoutMs = 30_000;

    /// <summary>Asks every broker. Leaves out replicas that are moving to another directory.</summary>
    public static ValueTask<IReadOnlyList<ReplicaSize>> SizesAsync(
        ClusterClient client, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellation)
    {
        var request = new DescribeLogDirsRequest
        {
            Topics = partitions is null
                ? null
                : [.. partitions.GroupBy(partition => partition.Topic).Select(topic => new DescribeLogDirsRequest.DescribableLogDirTopic
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
                    var response = await client.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
                        address, ConnectionPurpose.Control, request, cancellation);
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

    /// <summary>Asks the leader of each partition. Safe to repeat.</summary>
    public static ValueTask<IReadOnlyDictionary<TopicPartition, DeletedRecords>> DeleteAsync(
        ClusterClient client, IReadOnlyDictionary<TopicPartition, long> before, CancellationToken cancellation) =>
        client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, DeletedRecords>>(
            async cancellation =>
            {
                var metadata = await client.GetMetadataAsync(
                    before.Keys.Select(static partition => partition.Topic).Distinct(), cancellation);
                var results = new Dictionary<TopicPartition, DeletedRecords>();
                foreach (var leader
                    in before.GroupBy(partition => metadata.LeaderOf(partition.Key) ?? throw Leaderless(client, partition.Key)))
                {
                    var response = await client.CallAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
                        leader.Key, ConnectionPurpose.Control, ToRequest(leader), cancellation);
                    foreach (var (partition, result)
                        in response.Topics.SelectMany(
                            static topic => topic.Partitions.Select(
                                result => (new TopicPartition(topic.Name, result.PartitionIndex), result))))
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
        Topics = [.. partitions.GroupBy(static partition => partition.Key.Topic).Select(static topic =>
            new DeleteRecordsRequest.DeleteRecordsTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.Select(static partition =>
                new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = partition.Key.Partition, Offset = partition.Value })],
        })],
    };
}
