using Garam.Broker.Cluster;
using Garam.Broker.Leader;
using Garam.Journal.Replication;
using Garam.Metadata.Commands.Topics;
using Garam.Metadata.Configs;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Topics;

/// <summary>Checks a new topic by Kafka's rules and creates it: for CreateTopics and for automatic creation alike.</summary>
public sealed class TopicCreator(Replica replica, LeaderCommands leader, UuidSource ids)
{
    /// <summary>Kafka's own limit (a controller handles at most so many records at once); it bounds what one request can cost.</summary>
    private const int PartitionsMax = 10_000;

    public async ValueTask<TopicCreation> CreateAsync(NewTopic topic, bool validateOnly, CancellationToken cancellation)
    {
        var settings = replica.Read(0, static (state, _) => BrokerSettings.Of(state));
        var partitions = topic.Partitions == -1 ? settings.Partitions : topic.Partitions;
        var replicas = topic.ReplicationFactor == -1 ? settings.ReplicationFactor : topic.ReplicationFactor;
        if (Refusal(topic, partitions, replicas) is { } refusal)
        {
            return refusal;
        }

        var command = new CreateTopic
        {
            Name = topic.Name,
            TopicId = ids.Next(),
            Partitions = partitions,
            ReplicationFactor = replicas,
            Configs = Configs(topic),
        };
        if (!validateOnly)
        {
            var result = await leader.SubmitAsync(command, cancellation);
            if (result.Error != ErrorCode.None)
            {
                return TopicCreation.Refused(result.Error, (result as Metadata.Commands.StatusResult)?.Message);
            }
        }

        return new TopicCreation(ErrorCode.None, null, validateOnly ? default : command.TopicId, partitions, replicas);
    }

    private TopicCreation? Refusal(NewTopic topic, int partitions, short replicas)
    {
        if (TopicName.Fault(topic.Name) is { } fault)
        {
            return TopicCreation.Refused(ErrorCode.InvalidTopicException, fault);
        }

        if (replica.Read(topic.Name, static (state, name) => state.Topics.TryGet(name, out _)))
        {
            return TopicCreation.Refused(ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        }

        if (partitions <= 0)
        {
            return TopicCreation.Refused(ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value.");
        }

        if (partitions > PartitionsMax)
        {
            return TopicCreation.Refused(ErrorCode.PolicyViolation, $"Excessively large number of partitions per request: at most {PartitionsMax} are allowed.");
        }

        if (replicas <= 0)
        {
            return TopicCreation.Refused(ErrorCode.InvalidReplicationFactor, "Replication factor must be larger than 0, or -1 to use the default value.");
        }

        return ConfigPlanner.Fault(Configs(topic)) is { } wrong ? TopicCreation.Refused(ErrorCode.InvalidConfig, wrong) : null;
    }

    private static ConfigValue[] Configs(NewTopic topic) =>
        [.. (topic.Configs ?? []).Where(config => config.Value is not null).Select(config => new ConfigValue { Name = config.Key, Value = config.Value! })];
}
