using System.Globalization;
using Garam.Broker.Budgets;
using Garam.Broker.Cluster;
using Garam.Broker.Leader;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Configs;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Topics;

/// <summary>Checks a new topic by Kafka's rules and creates it: for CreateTopics and for automatic creation alike.</summary>
public sealed class TopicCreator(
    Replica replica, LeaderCommands leader, UuidSource ids, StateBudgets budgets, MessageSizeLimit sizes, CompactionNotice compaction)
{
    /// <summary>Kafka's own limit (a controller handles at most so many records at once); it bounds what one request can cost.</summary>
    public const int PartitionsMax = 10_000;

    public const string TooManyPartitions = "Excessively large number of partitions per request.";

    public async Task<TopicCreation> CreateAsync(NewTopic topic, bool validateOnly, TimeSpan timeout, CancellationToken cancellation)
    {
        var (settings, configs, brokers) = replica.Read(
            0, static (state, _) => (BrokerSettings.Of(state), state.Configs.Cut(), state.Processes.All.Count()));
        var partitions = topic.Partitions == -1 ? settings.Partitions : topic.Partitions;
        var replicas = topic.ReplicationFactor == -1 ? settings.ReplicationFactor : topic.ReplicationFactor;
        if ((Refusal(topic.Name, partitions) ?? ReplicasRefusal(replicas, brokers) ?? ConfigsRefusal(topic, configs)) is { } refusal)
        {
            return refusal;
        }

        if (budgets.TryTake(topics: 1, partitions) is { } full)
        {
            return TopicCreation.Refused(ErrorCode.PolicyViolation, full);
        }

        try
        {
            var command = new CreateTopic
            {
                Name = topic.Name,
                TopicId = ids.Next(),
                Partitions = partitions,
                ReplicationFactor = replicas,
                Configs = Configs(topic),
            };
            return validateOnly
                ? new TopicCreation(ErrorCode.None, null, default, partitions, replicas)
                : await SubmitAsync(command, timeout, cancellation);
        }
        finally
        {
            budgets.GiveBack(topics: 1, partitions);
        }
    }

    private async Task<TopicCreation> SubmitAsync(CreateTopic command, TimeSpan timeout, CancellationToken cancellation)
    {
        var result = await leader.SubmitAsync(command, timeout, cancellation);
        if (result.Error != ErrorCode.None)
        {
            return TopicCreation.Refused(result.Error, (result as StatusResult)?.Message);
        }

        compaction.Configured(command.Name);
        return new TopicCreation(ErrorCode.None, null, command.TopicId, command.Partitions, command.ReplicationFactor);
    }

    private TopicCreation? Refusal(string name, int partitions)
    {
        if (TopicName.Fault(name) is { } fault)
        {
            return TopicCreation.Refused(ErrorCode.InvalidTopicException, fault);
        }

        if (replica.Read(name, static (state, name) => state.Topics.TryGet(name, out _)))
        {
            return TopicCreation.Refused(ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");
        }

        return partitions switch
        {
            <= 0 => TopicCreation.Refused(ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value."),
            > PartitionsMax => TopicCreation.Refused(ErrorCode.PolicyViolation, TooManyPartitions),
            _ => null,
        };
    }

    private static TopicCreation? ReplicasRefusal(int replicas, int brokers)
    {
        if (replicas <= 0)
        {
            return TopicCreation.Refused(
                ErrorCode.InvalidReplicationFactor, "Replication factor must be larger than 0, or -1 to use the default value.");
        }

        var max = PartitionPlacement.ReplicasMax(brokers);
        return replicas > max
            ? TopicCreation.Refused(
                ErrorCode.InvalidReplicationFactor,
                $"The target replication factor of {replicas} cannot be reached: it may be at most {max}.")
            : null;
    }

    private TopicCreation? ConfigsRefusal(NewTopic topic, ConfigCut settings)
    {
        var nulls = (topic.Configs ?? []).Where(config => config.Value is null).Select(config => config.Key).ToArray();
        var configs = nulls.Length > 0 ? [] : Configs(topic);
        var fault = nulls.Length > 0
            ? $"Null value not supported for topic configs: {string.Join(',', nulls)}"
            : new ConfigPlanner(settings).Fault(configs)
                ?? configs.Select(config => sizes.Fault(config.Name, config.Value)).FirstOrDefault(static tooLarge => tooLarge is not null);
        return fault is null ? null : TopicCreation.Refused(ErrorCode.InvalidConfig, fault);
    }

    /// <summary>If a setting is named twice, the last one counts, as in Kafka.</summary>
    private static ConfigValue[] Configs(NewTopic topic) =>
    [
        .. (topic.Configs ?? [])
            .GroupBy(config => config.Key, StringComparer.Ordinal)
            .Select(named => new ConfigValue { Name = named.Key, Value = named.Last().Value! }),
    ];
}

/// <param name="Name">Not checked yet.</param>
/// <param name="Partitions">-1: num.partitions.</param>
/// <param name="ReplicationFactor">-1: default.replication.factor.</param>
/// <param name="Configs">Not checked yet; a null value means the default.</param>
public sealed record NewTopic(
    string Name, int Partitions = -1, short ReplicationFactor = -1, IReadOnlyList<KeyValuePair<string, string?>>? Configs = null);

/// <summary>The outcome of a <see cref="NewTopic"/>.</summary>
public sealed record TopicCreation(ErrorCode Error, string? Message, Uuid TopicId, int Partitions, short ReplicationFactor)
{
    public static TopicCreation Refused(ErrorCode error, string? message) => new(error, message, default, -1, -1);
}

/// <summary>New topic ids from the injected randomness. Any thread; the lock is held for one draw.</summary>
public sealed class UuidSource(Random random)
{
    private readonly Lock _lock = new();

    public Uuid Next()
    {
        lock (_lock)
        {
            return Uuid.Create(random);
        }
    }
}

/// <summary>
/// The largest batch that can arrive, and the settings that promise a size. A promise that cannot be kept is refused when it is made, not
/// when a producer relies on it.
/// </summary>
/// <param name="batchBytesMax">The limit for one batch, set by the memory of segments.</param>
/// <param name="requestBytesMax">The limit for the request that brings it.</param>
public sealed class MessageSizeLimit(int batchBytesMax, int requestBytesMax)
{
    /// <summary>Header, names and what else surrounds a batch in a Produce request; a topic's name has at most 249 bytes.</summary>
    private const int RequestOverheadBytes = 4 * 1024;

    public int BatchBytesMax { get; } = Math.Min(batchBytesMax, requestBytesMax - RequestOverheadBytes);

    /// <summary>Null when it can be kept, or is no such setting.</summary>
    public string? Fault(string name, string? value) =>
        name is "max.message.bytes" or "message.max.bytes"
        && long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bytes)
        && bytes > BatchBytesMax
            ? $"Invalid value {value} for configuration {name}: Value must be no more than {BatchBytesMax}, the largest batch that "
                + "this cluster takes"
            : null;
}
