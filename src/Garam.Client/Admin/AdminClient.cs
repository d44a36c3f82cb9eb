using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Protocol;
using Garam.Protocol.Messages.CreatePartitions;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DeleteTopics;

namespace Garam.Client.Admin;

/// <summary>
/// Describes a cluster and changes its topics. Calls are repeated while their outcome is unknown, so a repeated one may find its own work done:
/// TOPIC_ALREADY_EXISTS after a create, UNKNOWN_TOPIC_OR_PARTITION after a delete. It borrows the client. Any thread.
/// </summary>
public sealed class AdminClient(ClusterClient client)
{
    /// <summary>How long a broker may take over a change.</summary>
    private const int TimeoutMs = 30_000;

    /// <summary>Returns the id of the new topic.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public ValueTask<Uuid> CreateTopicAsync(NewTopic topic, CancellationToken cancellation) => CreateTopicAsync(topic, validateOnly: false, cancellation);

    /// <summary>With <paramref name="validateOnly"/> the broker says whether it would, and does nothing; the id is then zero.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public ValueTask<Uuid> CreateTopicAsync(NewTopic topic, bool validateOnly, CancellationToken cancellation)
    {
        var request = new CreateTopicsRequest
        {
            Topics = [ToCreatable(topic)],
            TimeoutMs = TimeoutMs,
            ValidateOnly = validateOnly,
        };
        return client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<CreateTopicsRequest, CreateTopicsResponse>(request, cancellation);
                client.InvalidateMetadata();
                var result = response.Topics.Single();
                KafkaException.ThrowIfRefused(result.ErrorCode, $"Creating topic '{topic.Name}'", result.ErrorMessage);
                return result.TopicId;
            },
            cancellation);
    }

    /// <exception cref="KafkaException">The broker refuses.</exception>
    public async ValueTask DeleteTopicAsync(string name, CancellationToken cancellation)
    {
        var request = new DeleteTopicsRequest
        {
            Topics = [new DeleteTopicsRequest.DeleteTopicState { Name = name }],
            TopicNames = [name],
            TimeoutMs = TimeoutMs,
        };
        _ = await client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, cancellation);
                client.InvalidateMetadata();
                var result = response.Responses.Single();
                ThrowIfFinal(result.ErrorCode, $"Deleting topic '{name}'", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    /// <summary>Grows the topic to <paramref name="count"/> partitions.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public async ValueTask CreatePartitionsAsync(string topic, int count, CancellationToken cancellation)
    {
        var request = new CreatePartitionsRequest
        {
            Topics = [new CreatePartitionsRequest.CreatePartitionsTopic { Name = topic, Count = count, Assignments = null }],
            TimeoutMs = TimeoutMs,
        };
        _ = await client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, cancellation);
                client.InvalidateMetadata();
                var result = response.Results.Single();
                ThrowIfFinal(result.ErrorCode, $"Growing topic '{topic}' to {count} partitions", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    /// <summary>The topics of these names that exist, or all of them where <paramref name="names"/> is null; by name.</summary>
    public ValueTask<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IReadOnlyCollection<string>? names, CancellationToken cancellation) =>
        MetadataCalls.DescribeTopicsAsync(client, names, cancellation);

    public ValueTask<ClusterDescription> DescribeClusterAsync(CancellationToken cancellation) => MetadataCalls.DescribeClusterAsync(client, cancellation);

    /// <summary>What this broker serves, by key.</summary>
    /// <exception cref="KafkaException">It cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<ServedApi>> DescribeApisAsync(HostPort broker) => (await client.ConnectAsync(broker, ConnectionPurpose.Control)).Served;

    /// <summary>Every setting of these topics, by topic and then by name.</summary>
    /// <exception cref="KafkaException">One of them does not exist.</exception>
    public ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>>> DescribeTopicConfigsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation) =>
        ConfigCalls.DescribeTopicsAsync(client, topics, cancellation);

    /// <summary>With <paramref name="validateOnly"/> the broker says whether it would, and does nothing.</summary>
    /// <exception cref="KafkaException">The broker refuses, or has no such topic; nothing is changed.</exception>
    public ValueTask AlterTopicConfigsAsync(string topic, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation) =>
        ConfigCalls.AlterTopicAsync(client, topic, changes, validateOnly, cancellation);

    /// <summary>Returns the settings of a broker, or those that are set for all brokers where <paramref name="broker"/> is null; by name.</summary>
    /// <exception cref="KafkaException">The broker refuses, or there is none of this number.</exception>
    public ValueTask<IReadOnlyList<ConfigEntry>> DescribeBrokerConfigsAsync(int? broker, CancellationToken cancellation) =>
        ConfigCalls.DescribeBrokerAsync(client, broker, cancellation);

    /// <summary>Changes settings of a broker, or of all brokers where <paramref name="broker"/> is null. With <paramref name="validateOnly"/> nothing is done.</summary>
    /// <exception cref="KafkaException">The broker refuses; nothing is changed.</exception>
    public ValueTask AlterBrokerConfigsAsync(int? broker, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation) =>
        ConfigCalls.AlterBrokerAsync(client, broker, changes, validateOnly, cancellation);

    /// <summary>Returns how much each broker keeps of these partitions, or of all where <paramref name="partitions"/> is null.</summary>
    /// <exception cref="KafkaException">A broker refuses.</exception>
    public ValueTask<IReadOnlyList<ReplicaSize>> DescribeSizesAsync(IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellation) =>
        LogCalls.SizesAsync(client, partitions, cancellation);

    /// <summary>Deletes the records before these offsets, and says of each partition what came of it.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, DeletedRecords>> DeleteRecordsAsync(IReadOnlyDictionary<TopicPartition, long> before, CancellationToken cancellation) =>
        LogCalls.DeleteAsync(client, before, cancellation);

    /// <summary>Where the logs of these partitions begin and end.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindOffsetsAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation) =>
        FindOffsetsAsync(partitions, IsolationLevel.Uncommitted, cancellation);

    /// <summary>The same; for who reads only what is committed a log ends where the first open transaction begins.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation, CancellationToken cancellation) =>
        OffsetCalls.FindAsync(client, partitions, isolation, cancellation);

    /// <summary>The error table calls an unknown topic retriable, because metadata lags; an admin call is answered by who knows.</summary>
    internal static void ThrowIfFinal(ErrorCode code, string what, string? detail)
    {
        if (code == ErrorCode.UnknownTopicOrPartition)
        {
            throw KafkaException.TopicNotFound(what);
        }

        KafkaException.ThrowIfRefused(code, what, detail);
    }

    private static CreateTopicsRequest.CreatableTopic ToCreatable(NewTopic topic) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.Partitions,
        ReplicationFactor = topic.ReplicationFactor,
        Configs = [.. (topic.Configs ?? new Dictionary<string, string>()).Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
    };
}

/// <param name="Name">The topic's name.</param>
/// <param name="Partitions">How many; -1 leaves it to the broker.</param>
/// <param name="ReplicationFactor">Copies of each partition; -1 leaves it to the broker.</param>
/// <param name="Configs">Set on the topic; everything else keeps the broker's default.</param>
public sealed record NewTopic(string Name, int Partitions, IReadOnlyDictionary<string, string>? Configs = null, short ReplicationFactor = -1);

/// <param name="Start">The first offset that can be read.</param>
/// <param name="End">The offset that the next record gets.</param>
public readonly record struct PartitionOffsets(long Start, long End);

/// <summary>Both ends of many logs.</summary>
internal static class OffsetCalls
{
    public static async ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindAsync(
        ClusterClient client, IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation, CancellationToken cancellation)
    {
        var offsets = new OffsetClient(client, isolation);
        var starts = await offsets.ListAsync(partitions, OffsetSpec.Earliest, cancellation);
        var ends = await offsets.ListAsync(partitions, OffsetSpec.Latest, cancellation);
        return partitions.ToDictionary(partition => partition, partition => new PartitionOffsets(starts[partition].Offset, ends[partition].Offset));
    }
}
