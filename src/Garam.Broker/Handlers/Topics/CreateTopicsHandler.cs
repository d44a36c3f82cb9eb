using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// CreateTopics: 2–7. Deviations: any replication factor is accepted and shown again, whatever the number of agents, because the
/// store replicates; a manual assignment counts partitions and replicas and is otherwise ignored, because leaders are virtual.
/// </summary>
public sealed class CreateTopicsHandler(TopicCreator creator) : RequestHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    protected override async ValueTask<CreateTopicsResponse> HandleAsync(RequestContext context, CreateTopicsRequest request, CancellationToken cancellation)
    {
        var results = new List<CreateTopicsResponse.CreatableTopicResult>(request.Topics.Length);
        foreach (var sameName in request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal))
        {
            var creation = sameName.Count() > 1
                ? TopicCreation.Refused(ErrorCode.InvalidRequest, "Duplicate topic name.")
                : await CreateAsync(sameName.Single(), request.ValidateOnly, cancellation);
            results.Add(Describe(sameName.Key, creation));
        }

        return new CreateTopicsResponse { Topics = [.. results] };
    }

    private async ValueTask<TopicCreation> CreateAsync(CreateTopicsRequest.CreatableTopic topic, bool validateOnly, CancellationToken cancellation)
    {
        var (partitions, replicas) = (topic.NumPartitions, topic.ReplicationFactor);
        if (topic.Assignments.Length > 0)
        {
            if (partitions != -1)
            {
                return TopicCreation.Refused(ErrorCode.InvalidRequest, "A manual partition assignment was specified, but numPartitions was not set to -1.");
            }

            if (replicas != -1)
            {
                return TopicCreation.Refused(ErrorCode.InvalidRequest, "A manual partition assignment was specified, but replication factor was not set to -1.");
            }

            if (AssignmentFault(topic.Assignments) is { } fault)
            {
                return TopicCreation.Refused(ErrorCode.InvalidReplicaAssignment, fault);
            }

            (partitions, replicas) = (topic.Assignments.Length, (short)topic.Assignments[0].BrokerIds.Length);
        }

        var configs = topic.Configs.Select(config => KeyValuePair.Create(config.Name, config.Value));
        return await creator.CreateAsync(new NewTopic(topic.Name, partitions, replicas, [.. configs]), validateOnly, cancellation);
    }

    private static string? AssignmentFault(CreateTopicsRequest.CreatableReplicaAssignment[] assignments)
    {
        if (!assignments.Select(assignment => assignment.PartitionIndex).Order().SequenceEqual(Enumerable.Range(0, assignments.Length)))
        {
            return "partitions should be a consecutive 0-based integer sequence";
        }

        if (assignments.FirstOrDefault(assignment => assignment.BrokerIds.Length == 0) is { } empty)
        {
            return $"The manual partition assignment includes an empty replica list for partition {empty.PartitionIndex}.";
        }

        return assignments.All(assignment => assignment.BrokerIds.Length == assignments[0].BrokerIds.Length)
            ? null
            : "The manual partition assignment includes partitions with different numbers of replicas.";
    }

    private static CreateTopicsResponse.CreatableTopicResult Describe(string name, TopicCreation creation) => new()
    {
        Name = name,
        ErrorCode = creation.Error,
        ErrorMessage = creation.Message,
        TopicId = creation.TopicId,
        NumPartitions = creation.Partitions,
        ReplicationFactor = creation.ReplicationFactor,
    };
}
