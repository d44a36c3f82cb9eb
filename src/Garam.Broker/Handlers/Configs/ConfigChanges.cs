using Garam.Broker.Leader;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Commands;
using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.Broker.Handlers.Configs;

/// <summary>Checks and makes the changes of one resource, for both of Kafka's requests that alter settings.</summary>
public sealed class ConfigChanges(Replica replica, LeaderCommands leader)
{
    public async ValueTask<(ErrorCode Error, string? Message)> AlterAsync(
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

/// <param name="ReplaceAll">What is not named goes back to its default.</param>
/// <param name="ValidateOnly">Check, and change nothing.</param>
public readonly record struct ConfigChangeMode(bool ReplaceAll, bool ValidateOnly);
