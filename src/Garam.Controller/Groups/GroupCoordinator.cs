using System.Threading.Channels;
using Garam.Controller.Leadership;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// The coordinator of every group, on the leader. One lock guards all groups in memory; it is held for one synchronous step and never
/// across an await. A step that changes the durable half begins a <see cref="GroupChange"/>: its command is submitted outside the lock, and
/// steps of that group wait in order until it is applied, while other groups go on. So each group sees one request at a time, a heartbeat
/// costs a lookup and no hop, and nothing is answered that a crash could take back. Lock order: this one, then the replica's.
/// </summary>
public sealed class GroupCoordinator : ILeadershipObserver, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ILeader _leader;
    private readonly IGroupStateReader _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GroupAlarm _alarm;
    private readonly LiveGroups _groups;
    private readonly long _origin;

    // One item: the alarm rang and the loop has not looked yet.
    private readonly Channel<bool> _rung =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private bool _leads;
    private TimeSpan _now;

    public GroupCoordinator(
        ILeader leader,
        IGroupStateReader state,
        GroupCoordinatorOptions options,
        TimeProvider time,
        Func<Guid> newId,
        GroupMetrics metrics,
        ILogger<GroupCoordinator> logger)
    {
        _leader = leader;
        _state = state;
        _time = time;
        _logger = logger;
        _origin = time.GetTimestamp();
        _alarm = new GroupAlarm(time, () => _rung.Writer.TryWrite(true));
        var budget = new GroupBudget(state, options);
        metrics.Observe(budget);
        _groups = new LiveGroups(state, _alarm, options.WaitingRequestsMax, budget, metrics, logger);
        Rules = new GroupRules(options, new GroupSettings(state, options), budget, new GroupRefusals(metrics, time, logger), newId);
    }

    internal GroupRules Rules { get; }

    /// <summary>
    /// The clock that sessions and rounds end by. It is monotonic, because a wall clock that jumps must not end a session. It stands still
    /// while the machine is suspended (CLOCK_MONOTONIC on Linux), because the members on a resumed laptop had no time to send anything, and
    /// while appends stall, because heartbeats wait behind requests that wait for the journal. Read under the lock: it must not go back.
    /// </summary>
    private TimeSpan Now
    {
        get
        {
            var now = _time.GetElapsedTime(_origin) - _leader.AppendsStalled;
            return _now = now > _now ? now : _now;
        }
    }

    /// <summary>
    /// Acts on deadlines: here, because timer callbacks run outside the scheduler that everything else runs under. Ends by cancellation, or
    /// with the fault of a broken invariant, which must reach the host.
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
            _groups.Resume(states, Now);
        }

        GroupCoordinatorLog.Resumed(_logger, states.Length, epoch);
    }

    public void OnDeposed()
    {
        lock (_lock)
        {
            _leads = false;
            _groups.Clear(ErrorCode.NotCoordinator);
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

    /// <summary>Looks at one group as it is, without waiting for a change in flight.</summary>
    internal TResult Inspect<TResult>(string groupId, Func<ClassicGroup, TResult> look)
    {
        lock (_lock)
        {
            return look(_groups.Peek(groupId, Now));
        }
    }

    /// <summary>Looks at the groups that have members or are about to. The others are in the state alone.</summary>
    internal IReadOnlyList<TResult> InspectLive<TResult>(Func<ClassicGroup, TResult> look)
    {
        lock (_lock)
        {
            return [.. _groups.All.Select(look)];
        }
    }

    /// <summary>Checks that there is memory for a commit.</summary>
    /// <param name="group">Null for a group that the commit makes.</param>
    internal ErrorCode CheckRoom(string groupId, GroupState? group, long addedBytes)
    {
        lock (_lock)
        {
            return Rules.CheckRoom(groupId, group, addedBytes);
        }
    }

    /// <summary>Reports a commit that would not fit into one record batch of Kafka.</summary>
    internal void TellTooLarge(string groupId, long bytes, long max)
    {
        lock (_lock)
        {
            Rules.Refusals.Tell(GroupLimit.Record, groupId, bytes, max);
        }
    }

    /// <summary>Returns false when a client has to ask another process.</summary>
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
            due = _groups.TakeDue(Now);
        }

        foreach (var groupId in due)
        {
            Post(new ExpireStep(groupId, Rules));
        }
    }

    private void Post(GroupStep step)
    {
        ClassicGroup group;
        GroupChange? change;
        lock (_lock)
        {
            if (!_leads)
            {
                step.Refuse(ErrorCode.NotCoordinator);
                return;
            }

            change = _groups.Take(step, Now, out group);
        }

        if (change is not null)
        {
            _ = PersistAsync(group, change);
        }
    }

    /// <summary>
    /// Submits one change after the other until the group has none. Runs unawaited: its faults end <see
    /// cref="RunAsync(CancellationToken)"/>.
    /// </summary>
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
        catch (GaramException tooLarge) when (tooLarge.Kind == ErrorKind.Invalid)
        {
            GroupCoordinatorLog.Unjournaled(_logger, group.GroupId, change!.Command.Type, tooLarge);
            Reload(group, ErrorCode.UnknownServerError);
        }
        catch (GaramException lost)
        {
            GroupCoordinatorLog.Lost(_logger, group.GroupId, lost);
            Reload(group, ErrorCode.NotCoordinator);
        }
        catch (Exception bug)
        {
            _rung.Writer.TryComplete(bug);
        }
    }

    private void Reload(ClassicGroup group, ErrorCode error)
    {
        lock (_lock)
        {
            _groups.Reload(group, error, Now);
        }
    }

    private GroupChange? Conclude(ClassicGroup group, ErrorCode error)
    {
        lock (_lock)
        {
            return _groups.Conclude(group, error, Now);
        }
    }
}
