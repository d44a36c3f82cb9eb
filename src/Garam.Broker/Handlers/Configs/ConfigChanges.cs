using Garam.Broker.Leader;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Commands;
using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.Broker.Handlers.Configs;

/// <summary>Checks and makes changes, one resource after the other, for both of Kafka's requests that alter settings.</summary>
public sealed class ConfigChanges(Replica replica, LeaderCommands leader)
{
    /// <summary>One outcome for each resource. One that is named twice is not changed at all: which change would win?</summary>
    public async ValueTask<IReadOnlyList<ResourceOutcome>> AlterAsync(IEnumerable<ResourceChange> changes, ConfigChangeMode mode, CancellationToken cancellation)
    {
        var outcomes = new List<ResourceOutcome>();
        foreach (var same in changes.GroupBy(change => (change.Type, change.Name)))
        {
            var (error, message) = same.Count() > 1
                ? (ErrorCode.InvalidRequest, "Each resource must appear at most once.")
                : await AlterAsync(same.Key.Type, same.Key.Name, same.Single().Operations, mode, cancellation);
            outcomes.Add(new ResourceOutcome(same.Key.Type, same.Key.Name, error, message));
        }

        return outcomes;
    }

    private async ValueTask<(ErrorCode Error, string? Message)> AlterAsync(
        sbyte type, string name, IReadOnlyList<ConfigOperation> operations, ConfigChangeMode mode, CancellationToken cancellation)
    {
        var plan = replica.Read((type, name, operations, mode), static (state, change) => Plan(state, change.type, change.name, change.operations, change.mode));
        if (plan.Command is null || mode.ValidateOnly)
        {
            return (plan.Error, plan.Message);
        }

        var result = await leader.SubmitAsync(plan.Command, cancellation);
        return (result.Error, (result as StatusResult)?.Message);
    }

    private static ConfigPlan Plan(ClusterState state, sbyte type, string name, IReadOnlyList<ConfigOperation> operations, ConfigChangeMode mode)
    {
        var unknown = operations.Select(operation => operation.Type).Where(type => !Enum.IsDefined(type)).ToArray();
        if (unknown.Length > 0)
        {
            return new ConfigPlan(null, ErrorCode.InvalidRequest, $"Unknown operation type {(sbyte)unknown[0]} is not allowed.");
        }

        var (error, message) = ResourceNames.Fault(state, type, name);
        if (error != ErrorCode.None)
        {
            return new ConfigPlan(null, error, message);
        }

        return operations.Select(operation => operation.Name).Distinct(StringComparer.Ordinal).Count() < operations.Count
            ? new ConfigPlan(null, ErrorCode.InvalidRequest, "Error due to duplicate config keys")
            : new ConfigPlanner(state.Configs).Plan(ResourceNames.Resource(type, name), operations, mode.ReplaceAll);
    }
}

/// <summary>What a client wants changed at one resource.</summary>
public sealed record ResourceChange(sbyte Type, string Name, IReadOnlyList<ConfigOperation> Operations);

/// <summary>What came of it.</summary>
public readonly record struct ResourceOutcome(sbyte Type, string Name, ErrorCode Error, string? Message);

/// <param name="ReplaceAll">What is not named goes back to its default.</param>
/// <param name="ValidateOnly">Check, and change nothing.</param>
public readonly record struct ConfigChangeMode(bool ReplaceAll, bool ValidateOnly);
