using System.Diagnostics.CodeAnalysis;
using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// A group in the leader's memory: what is durable (see <see cref="GroupState"/>) and, on top, what dies with the leader: the join
/// round that is not over, parked requests and deadlines. Guarded by the coordinator's lock. It knows no clock: deadlines are
/// points on the coordinator's monotonic one, which is handed in.
/// </summary>
internal sealed class ClassicGroup(string groupId)
{
    private GroupPhase _phase = GroupPhase.Dead;
    private long _waitingBytes;

    public string GroupId { get; } = groupId;

    /// <summary><see cref="GroupPhase.Dead"/> while there is no such group.</summary>
    public GroupPhase Phase
    {
        get => _phase;
        set => (PhaseBefore, _phase) = (_phase, value);
    }

    /// <summary>Tells the first round of a group, which waits a little for more members, from the others.</summary>
    public GroupPhase PhaseBefore { get; private set; } = GroupPhase.Dead;

    public int Generation { get; set; }

    public string? ProtocolType { get; set; }

    public string? ProtocolName { get; set; }

    public string? LeaderId { get; set; }

    public GroupRoster Roster { get; } = new();

    /// <summary>Members that were given the generation and have not asked for their assignment.</summary>
    public HashSet<string> PendingSync { get; } = new(StringComparer.Ordinal);

    public TimeSpan? JoinDeadline { get; set; }

    /// <summary>How much longer the first round may be extended, each time that somebody new turned up.</summary>
    public TimeSpan InitialDelayRemaining { get; set; }

    public bool JoinedDuringInitialDelay { get; set; }

    public TimeSpan? SyncDeadline { get; set; }

    /// <summary>In flight; null when the next step may run.</summary>
    public GroupChange? Change { get; private set; }

    /// <summary>The step that began the change, or the change that led to it: it may be waiting outside the roster.</summary>
    public GroupStep? Asker { get; set; }

    /// <summary>Everything that the budget has been told of this group: members and ids given out, and bytes that are parked.</summary>
    public (int Sessions, long ParkedBytes) Counted { get; set; }

    /// <summary>Steps that came while a change was in flight, in order.</summary>
    public Queue<GroupStep> Waiting { get; } = new();

    /// <summary>The bytes that requests which wait, are parked or have begun the change keep beside the records of members.</summary>
    public long KeptBytes => Roster.ParkedBytes + _waitingBytes + ((Asker as SyncStep)?.Bytes ?? 0);

    /// <summary>When the coordinator's timer has been told to look at the group.</summary>
    public TimeSpan Scheduled { get; set; } = TimeSpan.MaxValue;

    /// <summary>Never later than the first deadline. Deadlines mostly move away, so it is recomputed only when it has come.</summary>
    public TimeSpan Wake { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Nothing here that the state machine does not know.</summary>
    public bool IsForgettable => Roster.Count == 0 && Roster.Pending.Count == 0 && Change is null && Waiting.Count == 0;

    /// <summary>What a new leader knows of a group. Every time-out begins anew, so that nobody has to rebalance.</summary>
    public static ClassicGroup From(GroupState state, TimeSpan now)
    {
        var group = new ClassicGroup(state.GroupId)
        {
            Phase = state.Phase,
            Generation = state.Generation,
            ProtocolType = state.ProtocolType,
            ProtocolName = state.ProtocolName,
            LeaderId = state.LeaderId,
        };
        foreach (var record in state.Members.Values)
        {
            var member = new LiveMember(record) { IsDurable = true };
            group.Roster.Add(member);
            group.ExtendSession(member, now);
        }

        group.RestartRound(now);
        return group;
    }

    public void Begin(GroupChange change)
    {
        Invariant.Check(Change is null);
        Change = change;
    }

    public GroupChange EndChange()
    {
        var ended = Change;
        Invariant.Check(ended is not null);
        Change = null;
        return ended;
    }

    /// <summary>
    /// Runs <paramref name="action"/> once nothing of the group is in flight that the step which is running has begun: at once if it began
    /// nothing. So whoever is told that a request is done finds the group as the request has left it.
    /// </summary>
    public void WhenSettled(Action action)
    {
        if (Change is { } change)
        {
            Change = change with
            {
                Applied = now =>
                {
                    change.Applied(now);
                    WhenSettled(action);
                },
            };
        }
        else
        {
            action();
        }
    }

    /// <summary>
    /// The records of members as the state keeps them, so that there is one copy and not two. Those who are parked want to join with
    /// something else.
    /// </summary>
    public void Share(GroupState durable)
    {
        foreach (var member in Roster.Members)
        {
            if (member.Join is null && durable.Members.TryGetValue(member.MemberId, out var record))
            {
                member.Record = record;
            }
        }
    }

    /// <summary>The first client has come.</summary>
    public void Establish() => Phase = GroupPhase.Empty;

    public bool Supports(string protocolType, MemberState candidate) => Phase == GroupPhase.Empty
        ? protocolType.Length > 0 && candidate.Protocols.Length > 0
        : ProtocolType == protocolType && candidate.Protocols.Any(protocol => Roster.IsOfferedByAll(protocol.Name));

    public void ExtendSession(LiveMember member, TimeSpan now) => SetSession(member, now + member.Record.SessionTimeout);

    public void SetSession(LiveMember member, TimeSpan deadline)
    {
        member.SessionDeadline = deadline;
        WakeBy(deadline);
    }

    public void AddPending(string memberId, TimeSpan deadline)
    {
        Roster.Pending[memberId] = deadline;
        WakeBy(deadline);
    }

    public void SetJoinDeadline(TimeSpan deadline)
    {
        JoinDeadline = deadline;
        WakeBy(deadline);
    }

    public void SetSyncDeadline(TimeSpan deadline)
    {
        SyncDeadline = deadline;
        WakeBy(deadline);
    }

    public void RecomputeWake()
    {
        var deadlines = Roster.Members.Select(member => member.SessionDeadline ?? TimeSpan.MaxValue).Concat(Roster.Pending.Values);
        Wake = deadlines
            .Append(JoinDeadline ?? TimeSpan.MaxValue)
            .Append(SyncDeadline ?? TimeSpan.MaxValue)
            .Min();
    }

    /// <summary>Everyone who is parked is told to look for the coordinator again.</summary>
    public void RefuseAll(ErrorCode error)
    {
        Asker?.Refuse(error);
        foreach (var member in Roster.Members)
        {
            Roster.TakeJoin(member)?.Refuse(error);
            member.Sync?.Refuse(error);
            member.Sync = null;
        }

        while (TryDequeue(out var step))
        {
            step.Refuse(error);
        }
    }

    public void Enqueue(GroupStep step)
    {
        Waiting.Enqueue(step);
        _waitingBytes += step.Bytes;
    }

    public bool TryDequeue([NotNullWhen(true)] out GroupStep? step)
    {
        var found = Waiting.TryDequeue(out step);
        _waitingBytes -= step?.Bytes ?? 0;
        return found;
    }

    private void RestartRound(TimeSpan now)
    {
        if (Phase == GroupPhase.PreparingRebalance)
        {
            SetJoinDeadline(now + Roster.RebalanceTimeout);
        }
        else if (Phase == GroupPhase.CompletingRebalance)
        {
            PendingSync.UnionWith(Roster.Members.Select(member => member.MemberId));
            SetSyncDeadline(now + Roster.RebalanceTimeout);
        }
    }

    private void WakeBy(TimeSpan deadline) => Wake = deadline < Wake ? deadline : Wake;
}
