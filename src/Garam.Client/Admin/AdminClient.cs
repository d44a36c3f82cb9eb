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
/// Describes a cluster and changes its topics and settings. A call is repeated while its outcome is unknown, so it may find its own work
/// done: TOPIC_ALREADY_EXISTS after a create, TopicNotFound after a delete. It borrows the client. Any thread.
/// </summary>
public sealed class AdminClient
{
    /// <summary>The time that a broker may take for a change.</summary>
    private const int TimeoutMs = 30_000;

    private readonly ClusterClient _client;

    internal AdminClient(ClusterClient client) => _client = client;

    /// <summary>Returns the id of the new topic.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public ValueTask<Uuid> CreateTopicAsync(NewTopic topic, CancellationToken cancellation = default) =>
        CreateTopicAsync(topic, validateOnly: false, cancellation);

    /// <summary>With <paramref name="validateOnly"/> the broker only checks the request, and the id is zero.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public ValueTask<Uuid> CreateTopicAsync(NewTopic topic, bool validateOnly, CancellationToken cancellation = default)
    {
        var request = new CreateTopicsRequest
        {
            Topics = [ToCreatable(topic)],
            TimeoutMs = TimeoutMs,
            ValidateOnly = validateOnly,
        };
        return _client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await _client.CallAnyAsync<CreateTopicsRequest, CreateTopicsResponse>(request, cancellation);
                _client.InvalidateMetadata();
                var result = response.Topics.Single();
                KafkaException.ThrowIfRefused(result.ErrorCode, $"Creating topic '{topic.Name}'", result.ErrorMessage);
                return result.TopicId;
            },
            cancellation);
    }

    /// <exception cref="KafkaException">The broker refuses.</exception>
    public async ValueTask DeleteTopicAsync(string name, CancellationToken cancellation = default)
    {
        var request = new DeleteTopicsRequest
        {
            Topics = [new DeleteTopicsRequest.DeleteTopicState { Name = name }],
            TopicNames = [name],
            TimeoutMs = TimeoutMs,
        };
        _ = await _client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await _client.CallAnyAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, cancellation);
                _client.InvalidateMetadata();
                var result = response.Responses.Single();
                ThrowIfFinal(result.ErrorCode, $"Deleting topic '{name}'", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    /// <summary>Grows the topic to <paramref name="count"/> partitions.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public async ValueTask CreatePartitionsAsync(string topic, int count, CancellationToken cancellation = default)
    {
        var request = new CreatePartitionsRequest
        {
            Topics = [new CreatePartitionsRequest.CreatePartitionsTopic { Name = topic, Count = count, Assignments = null }],
            TimeoutMs = TimeoutMs,
        };
        _ = await _client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await _client.CallAnyAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, cancellation);
                _client.InvalidateMetadata();
                var result = response.Results.Single();
                ThrowIfFinal(result.ErrorCode, $"Growing topic '{topic}' to {count} partitions", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    /// <summary>Returns the topics of these names that exist, or all topics if <paramref name="names"/> is null, ordered by name.</summary>
    public ValueTask<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? names, CancellationToken cancellation = default) =>
        MetadataCalls.DescribeTopicsAsync(_client, names, cancellation);

    public ValueTask<ClusterDescription> DescribeClusterAsync(CancellationToken cancellation = default) =>
        MetadataCalls.DescribeClusterAsync(_client, cancellation);

    /// <summary>Returns the APIs that this broker serves, ordered by key.</summary>
    /// <exception cref="KafkaException">The broker cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<ServedApi>> DescribeApisAsync(HostPort broker, CancellationToken cancellation = default) =>
        (await _client.ConnectAsync(broker, ConnectionPurpose.Control, cancellation)).Served;

    /// <summary>Returns every setting of these topics, by topic and then by name.</summary>
    /// <exception cref="KafkaException">A topic does not exist.</exception>
    public ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>>> DescribeTopicConfigsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellation = default) =>
        ConfigCalls.DescribeTopicsAsync(_client, topics, cancellation);

    /// <summary>Changes settings of a topic. With <paramref name="validateOnly"/> the broker only checks the request.</summary>
    /// <exception cref="KafkaException">The broker refuses, or has no such topic; nothing is changed.</exception>
    public ValueTask AlterTopicConfigsAsync(
        string topic, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation = default) =>
        ConfigCalls.AlterTopicAsync(_client, topic, changes, validateOnly, cancellation);

    /// <summary>Returns the settings of a broker by name, or those set for all brokers if <paramref name="broker"/> is null.</summary>
    /// <exception cref="KafkaException">The broker refuses, or no broker has this number.</exception>
    public ValueTask<IReadOnlyList<ConfigEntry>> DescribeBrokerConfigsAsync(int? broker, CancellationToken cancellation = default) =>
        ConfigCalls.DescribeBrokerAsync(_client, broker, cancellation);

    /// <summary>
    /// Changes settings of a broker, or of all brokers if <paramref name="broker"/> is null. With <paramref name="validateOnly"/> the
    /// broker only checks the request.
    /// </summary>
    /// <exception cref="KafkaException">The broker refuses; nothing is changed.</exception>
    public ValueTask AlterBrokerConfigsAsync(
        int? broker, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation = default) =>
        ConfigCalls.AlterBrokerAsync(_client, broker, changes, validateOnly, cancellation);

    /// <summary>
    /// Returns how many bytes each broker stores of these partitions, or of all partitions if <paramref name="partitions"/> is null.
    /// </summary>
    /// <exception cref="KafkaException">A broker refuses.</exception>
    public ValueTask<IReadOnlyList<ReplicaSize>> DescribeSizesAsync(
        IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellation = default) =>
        LogCalls.SizesAsync(_client, partitions, cancellation);

    /// <summary>Deletes the records before these offsets, and returns the outcome for each partition.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, DeletedRecords>> DeleteRecordsAsync(
        IReadOnlyDictionary<TopicPartition, long> before, CancellationToken cancellation = default) =>
        LogCalls.DeleteAsync(_client, before, cancellation);

    /// <summary>Finds the offset of one position in each log: a special one, or the first record at or after a time.</summary>
    /// <exception cref="KafkaException">A broker refuses: UNSUPPORTED_VERSION if it does not know a special position.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListOffsetsAsync(
        IReadOnlyDictionary<TopicPartition, OffsetSpec> positions, CancellationToken cancellation = default) =>
        new OffsetClient(_client).ListAsync(positions, cancellation);

    /// <summary>Returns where the logs of these partitions begin and end.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation = default) =>
        FindOffsetsAsync(partitions, IsolationLevel.Uncommitted, cancellation);

    /// <summary>Returns the same. With <see cref="IsolationLevel.Committed"/> a log ends where the first open transaction begins.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation, CancellationToken cancellation = default) =>
        OffsetCalls.FindAsync(_client, partitions, isolation, cancellation);

    /// <summary>The error table calls an unknown topic retriable, because metadata may lag. The answer to an admin call is final.</summary>
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
        Configs = [.. (topic.Configs ?? new Dictionary<string, string>()).Select(config =>
            new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
    };
}

/// <param name="Name">The topic's name.</param>
/// <param name="Partitions">Their number; -1 for the broker's default.</param>
/// <param name="ReplicationFactor">Copies of each partition; -1 for the broker's default.</param>
/// <param name="Configs">Settings of the topic; all others keep the broker's default.</param>
public sealed record NewTopic(
    string Name, int Partitions, IReadOnlyDictionary<string, string>? Configs = null, short ReplicationFactor = -1);

/// <param name="Start">The first offset that can be read.</param>
/// <param name="End">The offset that the next record gets.</param>
public readonly record struct PartitionOffsets(long Start, long End);

/// <summary>Finds both ends of many logs.</summary>
internal static class OffsetCalls
{
    public static async ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindAsync(
        ClusterClient client, IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation, CancellationToken cancellation)
    {
        var offsets = new OffsetClient(client, isolation);
        var starts = await offsets.ListAsync(partitions, OffsetSpec.Earliest, cancellation);
        var ends = await offsets.ListAsync(partitions, OffsetSpec.Latest, cancellation);
        return partitions.ToDictionary(
            partition => partition, partition => new PartitionOffsets(starts[partition].Offset, ends[partition].Offset));
    }
}
