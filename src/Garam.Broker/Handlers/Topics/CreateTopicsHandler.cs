using System.Collections.Frozen;
using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Journal.Replication;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// CreateTopics: 2–7.
/// Deviations:
/// - A replication factor of up to 16, or up to the number of agents if that is larger, is accepted and reported (see Metadata), because
///   the store replicates. Tools that ask for three by default (Connect, Streams, Terraform modules) therefore work with a single agent.
/// - A manual assignment sets the numbers of partitions and replicas. It may name brokers that do not exist, because leaders are virtual.
/// - A topic beyond the cluster's limits on topics and partitions is refused with POLICY_VIOLATION.
/// - remote.storage.enable is refused, as in a Kafka without tiered storage.
/// - The cleanup policy compact is accepted but compacts nothing yet.
/// </summary>
public sealed class CreateTopicsHandler(Replica replica, TopicCreator creator) : RequestHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    protected override async ValueTask<CreateTopicsResponse> HandleAsync(
        RequestContext context, CreateTopicsRequest request, CancellationToken cancellation)
    {
        var named = request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal).ToArray();
        if (RequestRefusal(request) is { } refusal)
        {
            return new CreateTopicsResponse { Topics = Array.ConvertAll(named, topic => Describe(topic.Key, refusal)) };
        }

        // Together, so that they share journal entries.
        var timeout = TimeSpan.FromMilliseconds(request.TimeoutMs);
        var creations = await Task.WhenAll(named.Select(topic => CreateAsync([.. topic], request.ValidateOnly, timeout, cancellation)));
        var results = named.Zip(creations, (topic, creation) => Describe(topic.Key, creation)).ToArray();
        if (context.Version >= 5) // KIP-525: the response has the topics' settings
        {
            AddConfigs(named, results);
        }

        return new CreateTopicsResponse { Topics = results };
    }

    /// <summary>One that holds for every topic of the request.</summary>
    private TopicCreation? RequestRefusal(CreateTopicsRequest request)
    {
        if (request.TimeoutMs <= 0)
        {
            return TopicCreation.Refused(ErrorCode.RequestTimedOut, null);
        }

        var byDefault = replica.Read(0, static (state, _) => BrokerSettings.Of(state).Partitions);
        var partitions = request.Topics.Sum(topic => topic.Assignments.Length > 0
            ? topic.Assignments.Length
            : topic.NumPartitions == -1 ? byDefault : (long)Math.Max(0, topic.NumPartitions));
        return partitions > TopicCreator.PartitionsMax
            ? TopicCreation.Refused(ErrorCode.PolicyViolation, TopicCreator.TooManyPartitions)
            : null;
    }

    private Task<TopicCreation> CreateAsync(
        CreateTopicsRequest.CreatableTopic[] sameName, bool validateOnly, TimeSpan timeout, CancellationToken cancellation)
    {
        if (sameName is not [var topic])
        {
            return Task.FromResult(TopicCreation.Refused(ErrorCode.InvalidRequest, "Duplicate topic name."));
        }

        var (partitions, replicas) = (topic.NumPartitions, (int)topic.ReplicationFactor);
        if (topic.Assignments.Length > 0)
        {
            var (error, message) = ReplicaAssignment.Fault(topic);
            if (error != ErrorCode.None)
            {
                return Task.FromResult(TopicCreation.Refused(error, message));
            }

            (partitions, replicas) = (topic.Assignments.Length, topic.Assignments[0].BrokerIds.Length);
        }

        var configs = topic.Configs.Select(config => KeyValuePair.Create(config.Name, config.Value));
        var created = new NewTopic(topic.Name, partitions, (short)Math.Min(replicas, short.MaxValue), [.. configs]);
        return creator.CreateAsync(created, validateOnly, timeout, cancellation);
    }

    /// <summary>All settings of the new topics. One that was only validated has what it would have been created with.</summary>
    private void AddConfigs(
        IGrouping<string, CreateTopicsRequest.CreatableTopic>[] named, CreateTopicsResponse.CreatableTopicResult[] results)
    {
        var settings = replica.Read(0, static (state, _) => state.Configs.Cut());
        var resolver = new ConfigResolver(settings, nodeId: null, FrozenDictionary<string, string>.Empty);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].ErrorCode == ErrorCode.None)
            {
                var asked = named[i].Single().Configs.GroupBy(config => config.Name, StringComparer.Ordinal).ToDictionary(
                    same => same.Key, same => same.Last().Value, StringComparer.Ordinal);
                results[i].Configs = [.. ConfigCatalog.Topics.All.Select(
                    definition => Describe(resolver.Topic(results[i].Name, definition), asked))];
            }
        }
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
