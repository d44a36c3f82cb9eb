using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// The groups in the leader's memory, and the steps that wait in them: each group sees one step at a time and none while a change of it is
/// in flight. Synchronous. Owned by the coordinator and guarded by its lock; it borrows the alarm.
/// </summary>
/// <param name="state">Holds the groups that are not in memory.</param>
/// <param name="alarm">Learns every deadline.</param>
/// <param name="waitingMax">Requests of one group that may wait for a change in flight.</param>
/// <param name="budget">Counts the memory of groups.</param>
/// <param name="metrics">Counts changes.</param>
/// <param name="logger">Records groups that came apart from the state.</param>
internal sealed class LiveGroups(
    IGroupStateReader state, GroupAlarm alarm, int waitingMax, GroupBudget budget, GroupMetrics metrics, ILogger logger)
{
    private readonly Dictionary<string, ClassicGroup> _groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ClassicGroup> All => _groups.Values;

    public void Resume(IEnumerable<GroupState> states, TimeSpan now)
    {
        foreach (var durable in states)
        {
            Add(ClassicGroup.From(durable, now), now);
        }
    }

    /// <summary>Refuses every request that waits and forgets all groups.</summary>
    public void Clear(ErrorCode error)
    {
        foreach (var group in _groups.Values)
        {
            group.RefuseAll(error);
        }

        _groups.Clear();
        budget.Clear();
        alarm.Clear();
    }

    /// <summary>Returns a group to look at. One that is in the state alone stays out of memory.</summary>
    public ClassicGroup Peek(string groupId, TimeSpan now) => _groups.TryGetValue(groupId, out var group) ? group : Load(groupId, now);

    /// <summary>Returns the groups that a deadline has come for.</summary>
    public IReadOnlyList<string> TakeDue(TimeSpan now)
    {
        var due = alarm.TakeDue(now);
        foreach (var groupId in due)
        {
            if (_groups.TryGetValue(groupId, out var group))
            {
                group.Scheduled = TimeSpan.MaxValue;
            }
        }

        return due;
    }

    /// <summary>Runs a step, or queues it. The caller submits the change that it began, if any, outside the lock.</summary>
    public GroupChange? Take(GroupStep step, TimeSpan now, out ClassicGroup group)
    {
        if (!_groups.TryGetValue(step.GroupId, out var found))
        {
            Add(found = Load(step.GroupId, now), now);
        }

        group = found;
        if (group.Change is null)
        {
            return Run(group, step, now);
        }

        Wait(group, step);
        return null;
    }

    /// <summary>
    /// Ends the group's change, which is durable or refused. Steps that waited run, up to the next change, which is returned.
    /// </summary>
    public GroupChange? Conclude(ClassicGroup group, ErrorCode error, TimeSpan now)
    {
        if (!IsLive(group))
        {
            return null;
        }

        var ended = group.EndChange();
        if (error == ErrorCode.None)
        {
            metrics.Changed(ended.Command);
            ended.Applied(now);
            Share(group, ended.Command);
        }
        else if (ended.Refused is { } refused)
        {
            refused(error);
        }
        else
        {
            GroupCoordinatorLog.Diverged(logger, group.GroupId, ended.Command.Type, error);
            Reload(group, ErrorCode.NotCoordinator, now);
            return null;
        }

        group.Asker = group.Change is null ? null : group.Asker;
        return Drain(group, now);
    }

    /// <summary>
    /// Drops what memory knew of the group: every request that waits is refused, and the group is taken from the state again. It stays in
    /// memory while it has members, because nothing else would end the sessions of those that do not come back.
    /// </summary>
    public void Reload(ClassicGroup group, ErrorCode error, TimeSpan now)
    {
        group.RefuseAll(error);
        if (IsLive(group))
        {
            Remove(group);
            var restored = Load(group.GroupId, now);
            if (restored.Roster.Count > 0)
            {
                Add(restored, now);
            }
        }
    }

    /// <summary>Returns false for a group that was forgotten while its change was in flight.</summary>
    private bool IsLive(ClassicGroup group) => _groups.TryGetValue(group.GroupId, out var current) && current == group;

    private void Add(ClassicGroup group, TimeSpan now)
    {
        _groups[group.GroupId] = group;
        budget.Add(1, 0, 0);
        Count(group);
        alarm.Schedule(group, now);
    }

    private void Remove(ClassicGroup group)
    {
        _groups.Remove(group.GroupId);
        budget.Add(-1, 0, 0);
        Count(group, (0, 0));
    }

    private void Count(ClassicGroup group) => Count(group, (group.Roster.Count + group.Roster.Pending.Count, group.KeptBytes));

    private void Count(ClassicGroup group, (int Sessions, long ParkedBytes) now)
    {
        budget.Add(0, now.Sessions - group.Counted.Sessions, now.ParkedBytes - group.Counted.ParkedBytes);
        group.Counted = now;
    }

    private void Share(ClassicGroup group, Command durable)
    {
        if (durable is CompleteJoin or AssignGroup && Find(group.GroupId) is { } shared)
        {
            group.Roster.Share(shared);
        }
    }

    private ClassicGroup Load(string groupId, TimeSpan now)
    {
        var durable = Find(groupId);
        return durable is null ? new ClassicGroup(groupId) : ClassicGroup.From(durable, now);
    }

    private GroupState? Find(string groupId) => state.Read(cluster => cluster.Groups.TryGet(groupId, out var found) ? found : null);

    private void Wait(ClassicGroup group, GroupStep step)
    {
        step.Keep();

        // A deadline that is left out would not come back.
        var hasRoom = group.WaitingCount < waitingMax && budget.Check(addsGroup: false, addsSession: false, step.Bytes) == GroupLimit.None;
        if (!hasRoom && step is not ExpireStep)
        {
            step.Refuse(ErrorCode.CoordinatorLoadInProgress);
            return;
        }

        group.Enqueue(step);
        Count(group);
    }

    private GroupChange? Run(ClassicGroup group, GroupStep step, TimeSpan now)
    {
        step.Run(group, now);
        if (group.Change is not null)
        {
            group.Asker = step;
        }

        return Settle(group, now);
    }

    private GroupChange? Drain(ClassicGroup group, TimeSpan now)
    {
        var change = Settle(group, now);
        while (change is null && group.TryDequeue(out var step))
        {
            Count(group);
            change = Run(group, step, now);
        }

        return change;
    }

    private GroupChange? Settle(ClassicGroup group, TimeSpan now)
    {
        if (group.IsForgettable)
        {
            Remove(group);
        }
        else
        {
            Count(group);
            alarm.Schedule(group, now);
        }

        return group.Change;
    }
}
