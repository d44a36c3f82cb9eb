using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;

namespace Garam.Client.Fetching;

/// <summary>
/// Finds offsets of any number of partitions, with one request to each leader. With <see cref="IsolationLevel.Committed"/> a log ends at
/// its last stable offset. It borrows the client. Any thread.
/// </summary>
internal sealed class OffsetClient(ClusterClient client, IsolationLevel isolation = IsolationLevel.Uncommitted)
{
    /// <summary>The time that a broker may spend asking tiered storage. Kafka's request.timeout.ms.</summary>
    private const int TimeoutMs = 30_000;

    /// <summary>Retries while leaders move, up to the client's operation time-out.</summary>
    /// <exception cref="KafkaException">A broker refuses: UNSUPPORTED_VERSION if it does not know a special position.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListAsync(
        IReadOnlyDictionary<TopicPartition, OffsetSpec> partitions, CancellationToken cancellation) =>
        client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, ListedOffset>>(
            async cancellation =>
            {
                var listed = await TryListAsync(partitions, cancellation);
                return listed.Fault is null ? listed.Found : throw listed.Fault;
            },
            cancellation);

    /// <summary>Finds the same position in every partition.</summary>
    /// <exception cref="KafkaException">A broker refuses.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListAsync(
        IEnumerable<TopicPartition> partitions, OffsetSpec where, CancellationToken cancellation) =>
        ListAsync(partitions.ToDictionary(static partition => partition, _ => where), cancellation);

    /// <summary>Asks all leaders at once. Leaves out what fails for the moment.</summary>
    /// <exception cref="KafkaException">A broker refuses for good.</exception>
    internal async ValueTask<ListedOffsets> TryListAsync(
        IReadOnlyDictionary<TopicPartition, OffsetSpec> partitions, CancellationToken cancellation)
    {
        var found = new Dictionary<TopicPartition, ListedOffset>();
        Exception? fault = null;
        try
        {
            var metadata = await client.GetMetadataAsync(
                partitions.Keys.Select(static partition => partition.Topic).Distinct(), cancellation);
            var calls = partitions
                .GroupBy(partition => LeaderOf(metadata, partition.Key))
                .OrderBy(static leader => leader.Key.ToString(), StringComparer.Ordinal)
                .Select(leader => AskAsync(leader.Key, leader, metadata, found, cancellation))
                .ToList();
            foreach (var call in calls)
            {
                fault = await call ?? fault;
            }
        }
        catch (Exception lookup) when (RetryLoop.IsWorthAnother(lookup))
        {
            fault = lookup;
        }

        return new ListedOffsets(found, fault);
    }

    private HostPort LeaderOf(ClusterMetadata metadata, TopicPartition partition)
    {
        if (metadata.LeaderOf(partition) is { } leader)
        {
            return leader;
        }

        client.InvalidateMetadata();
        throw new KafkaException(
            metadata.Topics.ContainsKey(partition.Topic)
                ? ErrorCode.LeaderNotAvailable
                : ErrorCode.UnknownTopicOrPartition, $"Looking for offsets of {partition}");
    }

    /// <summary>Returns why some offsets were not found, or null.</summary>
    private async Task<Exception?> AskAsync(
        HostPort leader,
        IEnumerable<KeyValuePair<TopicPartition, OffsetSpec>> partitions,
        ClusterMetadata metadata,
        Dictionary<TopicPartition, ListedOffset> found,
        CancellationToken cancellation)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            TimeoutMs = TimeoutMs,
            IsolationLevel = (sbyte)isolation,
            Topics = [.. partitions.GroupBy(static partition => partition.Key.Topic).Select(topic => new ListOffsetsRequest.ListOffsetsTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(partition => new ListOffsetsRequest.ListOffsetsPartition
                {
                    PartitionIndex = partition.Key.Partition,
                    CurrentLeaderEpoch = metadata.LeaderEpochOf(partition.Key),
                    Timestamp = partition.Value.Timestamp,
                })],
            })],
        };
        try
        {
            var connection = await client.ConnectAsync(leader, ConnectionPurpose.Control, cancellation);
            EnsureKnown(partitions.Min(static partition => partition.Value.Timestamp), connection.VersionOf(ApiKey.ListOffsets) ?? 0);
            var response = await connection.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(request, cancellation);
            return Read(response, found);
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            client.InvalidateMetadata();
            return fault;
        }
    }

    /// <summary>Refuses a special position that the broker's version does not know. The broker would take its number for a time.</summary>
    private static void EnsureKnown(long timestamp, short version)
    {
        var isKnown = timestamp switch
        {
            >= -2 => version >= 1,
            -3 => version >= 7, // KIP-734: the highest timestamp
            -4 => version >= 8, // KIP-405: the first local record
            -5 => version >= 9, // KIP-1005: the last tiered record
            _ => version >= 11, // KIP-1023: the first record that waits for its upload
        };
        if (!isKnown)
        {
            throw new KafkaException(ErrorCode.UnsupportedVersion, $"Looking for offsets with timestamp {timestamp}");
        }
    }

    private Exception? Read(ListOffsetsResponse response, Dictionary<TopicPartition, ListedOffset> found)
    {
        Exception? fault = null;
        foreach (var topic in response.Topics)
        {
            foreach (var result in topic.Partitions)
            {
                var partition = new TopicPartition(topic.Name, result.PartitionIndex);
                if (result.ErrorCode.IsRetriable)
                {
                    client.InvalidateMetadata();
                    fault = new KafkaException(result.ErrorCode, $"Looking for offsets of {partition}");
                    continue;
                }

                KafkaException.ThrowIfRefused(result.ErrorCode, $"Looking for offsets of {partition}");
                lock (found)
                {
                    found[partition] = new ListedOffset(result.Offset, result.Timestamp, result.LeaderEpoch);
                }
            }
        }

        return fault;
    }
}

/// <param name="Fault">Why offsets are missing; it may pass by itself.</param>
internal readonly record struct ListedOffsets(Dictionary<TopicPartition, ListedOffset> Found, Exception? Fault)
{
    public bool IsWhole => Fault is null;
}
