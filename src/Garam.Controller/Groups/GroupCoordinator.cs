using System.Threading.Channels;
using Garam.Controller.Leadership;
using Garam.Protocol;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// The coordinator of every group, on the leader. One lock guards all groups in memory; it is held for one synchronous step and never
/// across an await. A step that changes what is durable begins a <see cref="GroupChange"/>: its command is submitted outside the lock,
/// and steps of that group wait in order until it is applied, while other groups go on. So each group sees one request at a time,
/// heartbeats cost a lookup and no hop, and nothing is answered that a crash could take back. Lock order: this one, then the replica's.
/// </summary>
public sealed class GroupCoordinator : ILeadershipObserver, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClassicGroup> _groups = new(StringComparer.Ordinal);
    private readonly ILeader _leader;
    private readonly IGroupStateReader _state;
    private readonly TimeProvider _time;
    private readonly GroupMetrics _metrics;
    private readonly ILogger _logger;
    private readonly GroupAlarm _alarm;
    private readonly long _origin;

    // One item: the alarm rang and nobody has looked yet.
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _leads;

    public GroupCoordinator(
        ILeader leader, IGroupStateReader state, GroupCoordinatorOptions options, TimeProvider time, Func<Guid> newId, GroupMetrics metrics, ILogger<GroupCoordinator> logger)
    {
        _metrics = metrics;
        _leader = leader;
        _state = state;
        _time = time;
        _logger = logger;
        _origin = time.GetTimestamp();
        _alarm = new GroupAlarm(time, () => _rung.Writer.TryWrite(true));
        Rules = new GroupRules(options, new GroupSettings(state, options), newId);
    }

    internal GroupRules Rules { get; }

    /// <summary>Monotonic: a wall clock that jumps must not end sessions.</summary>
    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>
    /// Acts on deadlines. They are met here and not in the timer's callback, which has no part in the scheduler that everything else
    /// runs under. Ends by cancellation, or with the fault of a broken invariant, which the host must hear of.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _leader.Observe(this);
        try
        {
            while (await _rung.Reader.WaitToReadAsync(cancellation))
            {
                _rung.Reader.TryRead(out _);
                ExpireDue();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Deadlines are met by the next leader, in full.
        }
    }

    public void OnElected(int epoch)
    {
        var states = _state.Read(cluster => cluster.Groups.Capture()).Values.Where(state => !state.Members.IsEmpty).ToArray();
        lock (_lock)
        {
            _leads = true;
            foreach (var state in states)
            {
                var group = ClassicGroup.From(state, Now);
                _groups[state.GroupId] = group;
                _alarm.Schedule(group, Now);
            }
        }

        GroupCoordinatorLog.Resumed(_logger, states.Length, epoch);
    }

    public void OnDeposed()
    {
        lock (_lock)
        {
            _leads = false;
            foreach (var group in _groups.Values)
            {
                group.RefuseAll(ErrorCode.NotCoordinator);
            }

            _groups.Clear();
            _alarm.Clear();
        }
    }

    public void Dispose()
    {
        OnDeposed();
        _alarm.Dispose();
    }

    internal async Task<TAnswer> RunAsync<TAnswer>(GroupStep<TAnswer> step, CancellationToken cancellation)
    {
        Post(step);
        using var registration = cancellation.UnsafeRegister(static state => ((GroupStep<TAnswer>)state!).Abandon(), step);
        return await step.Answer;
    }

    /// <summary>A look at one group as it is, without waiting for a change in flight.</summary>
    internal TResult Inspect<TResult>(string groupId, Func<ClassicGroup, TResult> look)
    {
        lock (_lock)
        {
            return look(_groups.TryGetValue(groupId, out var group) ? group : Load(groupId));
        }
    }

    /// <summary>The groups that have members or are about to: the others are in the state alone.</summary>
    internal IReadOnlyList<TResult> InspectLive<TResult>(Func<ClassicGroup, TResult> look)
    {
        lock (_lock)
        {
            return [.. _groups.Values.Select(look)];
        }
    }

    /// <summary>False when another process has to be asked.</summary>
    internal bool Leads()
    {
        lock (_lock)
        {
            return _leads;
        }
    }

    private void ExpireDue()
    {
        IReadOnlyList<string> due;
        lock (_lock)
        {
            due = _alarm.TakeDue(Now);
            foreach (var groupId in due)
            {
                if (_groups.TryGetValue(groupId, out var group))
                {
                    group.Scheduled = TimeSpan.MaxValue;
                }
            }
        }

        foreach (var groupId in due)
        {
            Post(new ExpireStep(groupId, Rules));
        }
    }

    private void Post(GroupStep step)
    {
        ClassicGroup? group;
        GroupChange? change;
        lock (_lock)
        {
            if (!_leads)
            {
                step.Refuse(ErrorCode.NotCoordinator);
                return;
            }

            if (!_groups.TryGetValue(step.GroupId, out group))
            {
                _groups.Add(step.GroupId, group = Load(step.GroupId));
            }

            if (group.Change is not null)
            {
                Wait(group, step);
                return;
            }

            change = Run(group, step);
        }

        if (change is not null)
        {
            _ = PersistAsync(group, change);
        }
    }

    private void Wait(ClassicGroup group, GroupStep step)
    {
        if (step is not ExpireStep && group.Waiting.Count >= Rules.Options.WaitingRequestsMax)
        {
            step.Refuse(ErrorCode.CoordinatorLoadInProgress);
            return;
        }

        group.Waiting.Enqueue(step);
    }

    private ClassicGroup Load(string groupId)
    {
        var state = _state.Read(cluster => cluster.Groups.TryGet(groupId, out var found) ? found : null);
        return state is null ? new ClassicGroup(groupId) : ClassicGroup.From(state, Now);
    }

    /// <summary>Under the lock. Whatever change the step began is to be submitted outside.</summary>
    private GroupChange? Run(ClassicGroup group, GroupStep step)
    {
        step.Run(group, Now);
        if (group.Change is not null)
        {
            group.Asker = step;
        }

        return Settle(group);
    }

    private GroupChange? Settle(ClassicGroup group)
    {
        if (group.IsForgettable)
        {
            _groups.Remove(group.GroupId);
        }
        else
        {
            _alarm.Schedule(group, Now);
        }

        return group.Change;
    }

    /// <summary>One change after the other until the group has none. Nobody awaits it: its faults end <see cref="RunAsync(CancellationToken)"/>.</summary>
    private async Task PersistAsync(ClassicGroup group, GroupChange? change)
    {
        try
        {
            while (change is not null)
            {
                var reply = await _leader.SubmitAsync(change.Command, CancellationToken.None);
                change = Conclude(group, reply.Result.Error);
            }
        }
        catch (GaramException lost)
        {
            GroupCoordinatorLog.Lost(_logger, group.GroupId, lost);
            Drop(group);
        }
        catch (Exception bug)
        {
            _rung.Writer.TryComplete(bug);
        }
    }

    private GroupChange? Conclude(ClassicGroup group, ErrorCode error)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(group.GroupId, out var current) || current != group)
            {
                return null;
            }

            var ended = group.EndChange();
            if (error == ErrorCode.None)
            {
                _metrics.Changed(ended.Command);
                ended.Applied(Now);
            }
            else if (ended.Refused is { } refused)
            {
                refused(error);
            }
            else
            {
                GroupCoordinatorLog.Diverged(_logger, group.GroupId, ended.Command.Type, error);
                Forget(group);
                return null;
            }

            return Drain(group);
        }
    }

    private GroupChange? Drain(ClassicGroup group)
    {
        var change = Settle(group);
        while (change is null && group.Waiting.TryDequeue(out var step))
        {
            change = Run(group, step);
        }

        return change;
    }

    private void Drop(ClassicGroup group)
    {
        lock (_lock)
        {
            Forget(group);
        }
    }

    /// <summary>Its clients ask again and find it as the state has it.</summary>
    private void Forget(ClassicGroup group)
    {
        group.RefuseAll(ErrorCode.NotCoordinator);
        if (_groups.TryGetValue(group.GroupId, out var current) && current == group)
        {
            _groups.Remove(group.GroupId);
        }
    }
}
