using System.Diagnostics.Metrics;
using Garam.Metadata;
using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>Metrics of groups, while this process leads. Any thread.</summary>
public sealed class GroupMetrics
{
    public const string MeterName = "Garam.Controller.Groups";

    private readonly Counter<long> _rebalances;
    private readonly Counter<long> _removedMembers;
    private readonly Counter<long> _refused;
    private GroupBudget? _budget;

    public GroupMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _rebalances = meter.CreateCounter<long>("garam.groups.rebalances", "{rebalance}", "Rebalances that ended with a new generation.");
        _removedMembers = meter.CreateCounter<long>(
            "garam.groups.members.removed", "{member}", "Members that left or whose session expired.");
        _refused = meter.CreateCounter<long>(
            "garam.groups.refused", "{request}", "Joins, syncs and commits that were refused because of a limit, by limit.");
        meter.CreateObservableGauge(
            "garam.groups.members",
            () => Volatile.Read(ref _budget)?.Sessions ?? 0,
            "{member}",
            "Members of all groups, including member ids that are given out but not used yet, while this process leads.");
        meter.CreateObservableGauge(
            "garam.groups.memory", () => Volatile.Read(ref _budget)?.Bytes ?? 0, "By", "Approximate memory of groups and their offsets.");
        meter.CreateObservableGauge(
            "garam.groups.memory.limit",
            () => Volatile.Read(ref _budget)?.BytesMax ?? 0,
            "By",
            "Limit on the memory of groups (the setting group-memory).");
    }

    /// <summary>Sets the budget that the gauges read.</summary>
    internal void Observe(GroupBudget budget) => Volatile.Write(ref _budget, budget);

    internal void Refused(GroupLimit limit) => _refused.Add(1, new KeyValuePair<string, object?>("limit", LabelOf(limit)));

    private static string LabelOf(GroupLimit limit) => limit switch
    {
        GroupLimit.Groups => "groups",
        GroupLimit.Members => "members",
        GroupLimit.Memory => "memory",
        _ => "record",
    };

    internal void Changed(Command durable)
    {
        if (durable is CompleteJoin)
        {
            _rebalances.Add(1);
        }
        else if (durable is RemoveMembers removal)
        {
            _removedMembers.Add(removal.MemberIds.Length);
        }
    }
}
