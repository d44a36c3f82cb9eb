using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;

namespace Garam.Client.Fetching;

/// <summary>ListOffsets for one partition.</summary>
internal static class OffsetLookup
{
    private const long LatestTimestamp = -1;
    private const long EarliestTimestamp = -2;

    /// <summary>The log's first offset or its end.</summary>
    /// <exception cref="KafkaException">The broker refuses, or the policy is to fail.</exception>
    public static async ValueTask<long> FindAsync(ClusterClient client, TopicPartition partition, OffsetReset where, CancellationToken cancellation)
    {
        if (where == OffsetReset.Fail)
        {
            throw new KafkaException(ErrorCode.OffsetOutOfRange, $"There is no valid position in {partition}");
        }

        var leader = client.Metadata.LeaderOf(partition) ?? throw new KafkaException(ErrorCode.LeaderNotAvailable, $"Looking for offsets of {partition}");
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics =
            [
                new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = partition.Topic,
                    Partitions =
                    [
                        new ListOffsetsRequest.ListOffsetsPartition
                        {
                            PartitionIndex = partition.Partition,
                            Timestamp = where == OffsetReset.Earliest ? EarliestTimestamp : LatestTimestamp,
                        },
                    ],
                },
            ],
        };
        var response = await client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(leader, ConnectionPurpose.Control, request, cancellation);
        var result = response.Topics.Single().Partitions.Single();
        if (result.ErrorCode.IsRetriable)
        {
            client.InvalidateMetadata();
        }

        KafkaException.ThrowIfRefused(result.ErrorCode, $"Looking for offsets of {partition}");
        return result.Offset;
    }
}
