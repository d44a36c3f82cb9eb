using System.Collections.Frozen;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Journal.Replication;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// CreateTopics: 2–7. Deviations: any replication factor is accepted and shown again, whatever the number of agents, because the
/// store replicates; a manual assignment counts partitions and replicas and is otherwise ignored, because leaders are virtual.
/// </summary>
public sealed class CreateTopicsHandler(Replica replica, TopicCreator creator) : RequestHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    private const short FirstVersionWithConfigs = 5;

    protected override async ValueTask<CreateTopicsResponse> HandleAsync(RequestContext context, CreateTopicsRequest request, CancellationToken cancellation)
    {
        var results = new List<CreateTopicsResponse.CreatableTopicResult>(request.Topics.Length);
        foreach (var sameName in request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal))
        {
            var creation = sameName.Count() > 1
                ? TopicCreation.Refused(ErrorCode.InvalidRequest, "Duplicate topic name.")
                : await CreateAsync(sameName.Single(), request.ValidateOnly, cancellation);
            var result = Describe(sameName.Key, creation);
            if (creation.Error == ErrorCode.None && context.Version >= FirstVersionWithConfigs)
            {
                result.Configs = Configs(sameName.Single());
            }

            results.Add(result);
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

    /// <summary>All settings of the new topic. One that was only validated has what it would have been created with.</summary>
    private CreateTopicsResponse.CreatableTopicConfigs[] Configs(CreateTopicsRequest.CreatableTopic topic)
    {
        var asked = topic.Configs.Where(config => config.Value is not null).ToDictionary(config => config.Name, config => config.Value, StringComparer.Ordinal);
        return replica.Read((topic.Name, asked), static (state, created) =>
        {
            var resolver = new ConfigResolver(state.Configs, nodeId: null, FrozenDictionary<string, string>.Empty);
            return ConfigCatalog.Topics.All.Select(definition => Describe(resolver.Topic(created.Name, definition), created.asked)).ToArray();
        });
    }

    private static CreateTopicsResponse.CreatableTopicConfigs Describe(EffectiveConfig config, Dictionary<string, string?> asked)
    {
        var isAsked = asked.TryGetValue(config.Definition.Name, out var value);
        return new()
        {
            Name = config.Definition.Name,
            Value = isAsked ? value : config.Value,
            ConfigSource = (sbyte)(isAsked ? ConfigSource.DynamicTopic : config.Source),
            IsSensitive = config.Definition.IsSensitive,
        };
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
