using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.Metadata.Topics;

/// <summary>Applies the commands that create, grow, configure and delete topics.</summary>
internal sealed class TopicApplier(TopicTable topics, ConfigTable configs)
{
    /// <summary>Each partition takes memory in every process, so one command must not be able to create a billion.</summary>
    private const int PartitionsMax = 100_000;

    private static readonly string TooManyPartitions = $"A topic cannot have more than {PartitionsMax} partitions.";

    public StatusResult Apply(CreateTopic command, in ApplyContext context)
    {
        if (RefusalOf(command) is { } refusal)
        {
            return refusal;
        }

        topics.Add(new TopicState(command.TopicId, command.Name, command.Partitions, command.ReplicationFactor, context.NowMs));
        configs.Change(
            ConfigResource.Topic(command.Name),
            replaceAll: true,
            command.Configs.Select(config => new ConfigChange { Name = config.Name, Value = config.Value }));
        return StatusResult.Done;
    }

    public StatusResult Apply(CreatePartitions command, in ApplyContext context)
    {
        if (!topics.TryGet(command.TopicId, out var topic))
        {
            return StatusResult.Refused(ErrorCode.UnknownTopicId);
        }

        if (PartitionsRefusal(topic, command.Partitions) is { } message)
        {
            return StatusResult.Refused(ErrorCode.InvalidPartitions, message);
        }

        topics.Grow(topic, command.Partitions);
        return StatusResult.Done;
    }

    public StatusResult Apply(DeleteTopic command, in ApplyContext context)
    {
        if (!topics.TryGet(command.TopicId, out var topic))
        {
            return StatusResult.Refused(ErrorCode.UnknownTopicId);
        }

        topics.Delete(topic);
        configs.Remove(ConfigResource.Topic(topic.Name));
        context.Effects.TopicDeleted(topic.Id);
        return StatusResult.Done;
    }

    public StatusResult Apply(AlterConfigs command, in ApplyContext context)
    {
        if (command.ResourceType == ConfigResourceType.Topic && !topics.TryGet(command.ResourceName, out _))
        {
            return StatusResult.Refused(ErrorCode.UnknownTopicOrPartition, $"The topic '{command.ResourceName}' does not exist.");
        }

        configs.Change(new ConfigResource(command.ResourceType, command.ResourceName), command.ReplaceAll, command.Changes);
        return StatusResult.Done;
    }

    private StatusResult? RefusalOf(CreateTopic command)
    {
        if (TopicName.Fault(command.Name) is { } fault)
        {
            return StatusResult.Refused(ErrorCode.InvalidTopicException, fault);
        }

        if (topics.TryGet(command.Name, out _))
        {
            return StatusResult.Refused(ErrorCode.TopicAlreadyExists, $"Topic '{command.Name}' already exists.");
        }

        if (topics.NameCollidingWith(command.Name) is { } other)
        {
            return StatusResult.Refused(ErrorCode.InvalidTopicException, $"Topic '{command.Name}' collides with existing topic: {other}");
        }

        if (command.TopicId.IsZero || topics.IsUsed(command.TopicId))
        {
            return StatusResult.Refused(ErrorCode.InvalidRequest, $"The topic id {command.TopicId} is not new.");
        }

        return command.Partitions switch
        {
            < 1 => StatusResult.Refused(ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value."),
            > PartitionsMax => StatusResult.Refused(ErrorCode.InvalidPartitions, TooManyPartitions),
            _ => null,
        };
    }

    private static string? PartitionsRefusal(TopicState topic, int partitions) => partitions switch
    {
        > PartitionsMax => TooManyPartitions,
        _ when partitions == topic.Partitions => $"Topic already has {partitions} partition(s).",
        _ when partitions < topic.Partitions =>
            $"The topic {topic.Name} currently has {topic.Partitions} partition(s); {partitions} would not be an increase.",
        _ => null,
    };
}
