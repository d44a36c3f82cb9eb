using Garam.Broker.Cluster;
using Garam.Broker.Leader;
using Garam.Broker.Topics;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.Broker.Handlers.Configs;

/// <summary>Checks and makes changes of settings, for both of Kafka's requests that alter them.</summary>
public sealed class ConfigChanges(
    Replica replica, LeaderCommands leader, BrokerIdentity identity, MessageSizeLimit sizes, CompactionNotice compaction)
{
    /// <summary>One outcome for each change. A resource that is named twice is not changed at all: which change would win?</summary>
    public async ValueTask<IReadOnlyList<ResourceOutcome>> AlterAsync(
        IReadOnlyCollection<ResourceChange> changes, ConfigChangeMode mode, CancellationToken cancellation)
    {
        // Together, so that they share journal entries.
        var repeated = changes.CountBy(change => (change.Type, change.Name))
            .Where(named => named.Value > 1)
            .Select(named => named.Key)
            .ToHashSet();
        return await Task.WhenAll(changes.Select(change => repeated.Contains((change.Type, change.Name))
            ? Task.FromResult(
                new ResourceOutcome(change.Type, change.Name, ErrorCode.InvalidRequest, "Each resource must appear at most once."))
            : AlterAsync(change, mode, cancellation)));
    }

    private async Task<ResourceOutcome> AlterAsync(ResourceChange change, ConfigChangeMode mode, CancellationToken cancellation)
    {
        var plan = Plan(change, mode);
        if (plan.Command is AlterConfigs { Changes: var planned } && SizeFault(planned) is { } fault)
        {
            var code = change.Type == (sbyte)ConfigResourceType.Topic ? ErrorCode.InvalidConfig : ErrorCode.InvalidRequest;
            return new ResourceOutcome(change.Type, change.Name, code, fault);
        }

        if (plan.Command is null || mode.ValidateOnly)
        {
            return new ResourceOutcome(change.Type, change.Name, plan.Error, plan.Message);
        }

        var result = await leader.SubmitAsync(plan.Command, cancellation);
        if (result.Error == ErrorCode.None && (ConfigResourceType)change.Type == ConfigResourceType.Topic)
        {
            compaction.Configured(change.Name);
        }

        return new ResourceOutcome(change.Type, change.Name, result.Error, (result as StatusResult)?.Message);
    }

    /// <summary>In Kafka's order: the name, the values, and only then whether the topic exists.</summary>
    private ConfigPlan Plan(ResourceChange change, ConfigChangeMode mode)
    {
        if (RequestFault(change) is { } fault)
        {
            return new ConfigPlan(null, ErrorCode.InvalidRequest, fault);
        }

        var ((error, message), settings) = replica.Read(
            change, static (state, asked) => (ResourceNames.Fault(state, asked.Type, asked.Name), state.Configs.Cut()));
        if (error is not (ErrorCode.None or ErrorCode.UnknownTopicOrPartition) && change.Name.Length > 0)
        {
            return new ConfigPlan(null, error, message);
        }

        var plan = new ConfigPlanner(settings).Plan(ResourceNames.Resource(change.Type, change.Name), change.Operations, mode.ReplaceAll);
        if (plan.Error != ErrorCode.None)
        {
            return plan;
        }

        if (error != ErrorCode.None)
        {
            return new ConfigPlan(null, error, $"The topic '{change.Name}' does not exist.");
        }

        var (brokerError, brokerMessage) = ResourceNames.BrokerFault(identity, change.Type, change.Name, "");
        return brokerError == ErrorCode.None ? plan : new ConfigPlan(null, brokerError, brokerMessage);
    }

    private string? SizeFault(IEnumerable<ConfigChange> changes) =>
        changes.Select(change => sizes.Fault(change.Name, change.Value)).FirstOrDefault(static fault => fault is not null);

    private static string? RequestFault(ResourceChange change)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in change.Operations)
        {
            if (!Enum.IsDefined(operation.Type))
            {
                return $"Unknown operation type {(sbyte)operation.Type} is not allowed.";
            }

            if (!names.Add(operation.Name))
            {
                return "Error due to duplicate config keys";
            }
        }

        return null;
    }
}

/// <summary>The change that a client wants at one resource.</summary>
public sealed record ResourceChange(sbyte Type, string Name, IReadOnlyList<ConfigOperation> Operations);

/// <summary>The outcome of the change.</summary>
public readonly record struct ResourceOutcome(sbyte Type, string Name, ErrorCode Error, string? Message);

/// <param name="ReplaceAll">Settings that are not named go back to their defaults.</param>
/// <param name="ValidateOnly">Check, but change nothing.</param>
public readonly record struct ConfigChangeMode(bool ReplaceAll, bool ValidateOnly);
