using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;

namespace Garam.Client.Admin;

/// <summary>ListOffsets for many partitions: one request to each leader for the starts and one for the ends.</summary>
internal static class OffsetCalls
{
    private const long LatestTimestamp = -1;
    private const long EarliestTimestamp = -2;

    public static ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindAsync(
        ClusterClient client, IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation) =>
        client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, PartitionOffsets>>(
            async cancellation =>
            {
                var metadata = await client.GetMetadataAsync(partitions.Select(partition => partition.Topic).Distinct());
                var found = new SortedDictionary<TopicPartition, PartitionOffsets>();
                foreach (var led in partitions.GroupBy(partition => metadata.LeaderOf(partition)))
                {
                    var leader = led.Key ?? throw new KafkaException(ErrorCode.LeaderNotAvailable, $"Looking for offsets of {led.First()}");
                    var starts = await AskAsync(client, leader, [.. led], EarliestTimestamp, cancellation);
                    var ends = await AskAsync(client, leader, [.. led], LatestTimestamp, cancellation);
                    foreach (var partition in led)
                    {
                        found[partition] = new PartitionOffsets(starts[partition], ends[partition]);
                    }
                }

                return found;
            },
            cancellation);

    private static async ValueTask<Dictionary<TopicPartition, long>> AskAsync(
        ClusterClient client, BrokerAddress leader, IReadOnlyCollection<TopicPartition> partitions, long timestamp, CancellationToken cancellation)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics =
            [
                .. partitions.GroupBy(partition => partition.Topic).Select(topic => new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = topic.Key,
                    Partitions = [.. topic.Select(partition => new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = partition.Partition, Timestamp = timestamp })],
                }),
            ],
        };
        var response = await client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(leader, ConnectionPurpose.Control, request, cancellation);
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var topic in response.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var key = new TopicPartition(topic.Name, partition.PartitionIndex);
                if (partition.ErrorCode.IsRetriable)
                {
                    client.InvalidateMetadata();
                }

                KafkaException.ThrowIfRefused(partition.ErrorCode, $"Looking for offsets of {key}");
                offsets[key] = partition.Offset;
            }
        }

        return offsets;
    }
}
