using Garam.Metadata.Groups;
using Garam.Protocol;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// The groups in the leader's memory and the steps that wait in them: each group sees one step at a time and none while a change of
/// it is in flight. Synchronous. Owned by the coordinator and guarded by its lock; it borrows the alarm.
/// </summary>
/// <param name="state">Where groups come from that are not in memory.</param>
/// <param name="alarm">Told of every deadline.</param>
/// <param name="waitingMax">Requests of one group that may wait for a change in flight.</param>
/// <param name="metrics">Counts changes.</param>
/// <param name="logger">Hears of groups that came apart from the state.</param>
internal sealed class GroupTable(IGroupStateReader state, GroupAlarm alarm, int waitingMax, GroupMetrics metrics, ILogger logger)
{
    private readonly Dictionary<string, ClassicGroup> _groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ClassicGroup> Live => _groups.Values;

    public void Resume(IEnumerable<GroupState> states, TimeSpan now)
    {
        foreach (var durable in states)
        {
            var group = ClassicGroup.From(durable, now);
            _groups[durable.GroupId] = group;
            alarm.Schedule(group, now);
        }
    }

    /// <summary>Everyone who waits is refused, and nothing stays in memory.</summary>
    public void Clear(ErrorCode error)
    {
        foreach (var group in _groups.Values)
        {
            group.RefuseAll(error);
        }

        _groups.Clear();
        alarm.Clear();
    }

    /// <summary>A group to look at: one that is in the state alone stays out of memory.</summary>
    public ClassicGroup Peek(string groupId, TimeSpan now) => _groups.TryGetValue(groupId, out var group) ? group : Load(groupId, now);

    /// <summary>The groups whose moment has come.</summary>
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

    /// <summary>Runs a step, or has it wait its turn. Whatever change it began is for the caller to submit, outside the lock.</summary>
    public GroupChange? Take(GroupStep step, TimeSpan now, out ClassicGroup group)
    {
        if (!_groups.TryGetValue(step.GroupId, out var found))
        {
            _groups.Add(step.GroupId, found = Load(step.GroupId, now));
        }

        group = found;
        if (group.Change is null)
        {
            return Run(group, step, now);
        }

        Wait(group, step);
        return null;
    }

    /// <summary>The group's change is durable, or refused. What waited for it runs, up to the next change, which is returned.</summary>
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
        }
        else if (ended.Refused is { } refused)
        {
            refused(error);
        }
        else
        {
            GroupCoordinatorLog.Diverged(logger, group.GroupId, ended.Command.Type, error);
            Forget(group);
            return null;
        }

        return Drain(group, now);
    }

    /// <summary>Its clients ask again and find it as the state has it.</summary>
    public void Forget(ClassicGroup group)
    {
        group.RefuseAll(ErrorCode.NotCoordinator);
        if (IsLive(group))
        {
            _groups.Remove(group.GroupId);
        }
    }

    /// <summary>False for one that was forgotten while its change was in flight.</summary>
    private bool IsLive(ClassicGroup group) => _groups.TryGetValue(group.GroupId, out var current) && current == group;

    private ClassicGroup Load(string groupId, TimeSpan now)
    {
        var durable = state.Read(cluster => cluster.Groups.TryGet(groupId, out var found) ? found : null);
        return durable is null ? new ClassicGroup(groupId) : ClassicGroup.From(durable, now);
    }

    private void Wait(ClassicGroup group, GroupStep step)
    {
        // A deadline that is passed over would not come back.
        if (step is not ExpireStep && group.Waiting.Count >= waitingMax)
        {
            step.Refuse(ErrorCode.CoordinatorLoadInProgress);
            return;
        }

        group.Waiting.Enqueue(step);
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
        while (change is null && group.Waiting.TryDequeue(out var step))
        {
            change = Run(group, step, now);
        }

        return change;
    }

    private GroupChange? Settle(ClassicGroup group, TimeSpan now)
    {
        if (group.IsForgettable)
        {
            _groups.Remove(group.GroupId);
        }
        else
        {
            alarm.Schedule(group, now);
        }

        return group.Change;
    }
}
