using System.Diagnostics.Metrics;
using Garam.Metadata.Commands;
using Garam.Metadata.Commands.Groups;

namespace Garam.Controller.Groups;

/// <summary>What happens to groups while this process leads. Any thread.</summary>
public sealed class GroupMetrics
{
    public const string MeterName = "Garam.Controller.Groups";

    private readonly Counter<long> _rebalances;
    private readonly Counter<long> _removedMembers;

    public GroupMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _rebalances = meter.CreateCounter<long>("garam.groups.rebalances", "{rebalance}", "Join rounds that ended with a new generation.");
        _removedMembers = meter.CreateCounter<long>("garam.groups.members.removed", "{member}", "Members that left or whose session ended.");
    }

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
