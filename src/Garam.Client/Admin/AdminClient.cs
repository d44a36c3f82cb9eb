using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.CreatePartitions;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DeleteTopics;

namespace Garam.Client.Admin;

/// <summary>
/// Changes topics. Calls are repeated while their outcome is unknown, so a repeated one may find its own work done:
/// TOPIC_ALREADY_EXISTS after a create, UNKNOWN_TOPIC_OR_PARTITION after a delete. It borrows the client. Any thread.
/// </summary>
public sealed class AdminClient(ClusterClient client)
{
    /// <summary>How long a broker may take over a change.</summary>
    private const int TimeoutMs = 30_000;

    /// <summary>Returns the id of the new topic.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    public ValueTask<Uuid> CreateTopicAsync(NewTopic topic, CancellationToken cancellation)
    {
        var request = new CreateTopicsRequest
        {
            Topics = [ToCreatable(topic)],
            TimeoutMs = TimeoutMs,
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

    /// <summary>The error table calls an unknown topic retriable, because metadata lags; an admin call is answered by who knows.</summary>
    private static void ThrowIfFinal(ErrorCode code, string what, string? detail)
    {
        if (code == ErrorCode.UnknownTopicOrPartition)
        {
            throw new TopicNotFoundException(what);
        }

        KafkaException.ThrowIfRefused(code, what, detail);
    }

    private static CreateTopicsRequest.CreatableTopic ToCreatable(NewTopic topic) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.Partitions,
        ReplicationFactor = -1,
        Configs = [.. (topic.Configs ?? new Dictionary<string, string>()).Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
    };
}
