using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// A group of the classic protocol in the leader's memory: the durable half (see <see cref="GroupState"/>) and the half that dies with the
/// leader, which is the round under way, parked requests and deadlines. A state machine: steps call its transitions. Each transition checks
/// that the phase allows it (<see cref="GroupTransition"/>) and sets and clears the deadlines that go with it. Guarded by the coordinator's
/// lock. It knows no clock: deadlines are points on the coordinator's monotonic clock, which callers pass in.
/// </summary>
internal sealed class ClassicGroup(string groupId) : LiveGroup(groupId)
{
    /// <summary><see cref="GroupPhase.Dead"/> while there is no such group.</summary>
    public GroupPhase Phase { get; private set; } = GroupPhase.Dead;

    public int Generation { get; private set; }

    public string? ProtocolType { get; private set; }

    public string? ProtocolName { get; private set; }

    public string? LeaderId { get; private set; }

    public GroupRoster Roster { get; } = new();

    public FirstRound FirstRound { get; } = new();

    /// <summary>True in the first round of a group, which may wait a little for more members.</summary>
    public bool IsFirstRound => Phase == GroupPhase.PreparingRebalance && FirstRound.BeganEmpty;

    /// <summary>Set while a round waits for joins: in <see cref="GroupPhase.PreparingRebalance"/> only.</summary>
    public TimeSpan? JoinDeadline { get; private set; }

    /// <summary>Set while members of the generation have not asked for their assignments, even after the assignments are there.</summary>
    public TimeSpan? SyncDeadline { get; private set; }

    public override long KeptBytes => Roster.ParkedBytes + WaitingBytes + ((Asker as SyncStep)?.Bytes ?? 0);

    public override bool IsForgettable => Roster.Count == 0 && Roster.Pending.Count == 0 && base.IsForgettable;

    /// <summary>The group as a new leader takes it over. Every time-out begins anew, so that no member has to rebalance.</summary>
    public static ClassicGroup From(GroupState state, TimeSpan now)
    {
        var group = new ClassicGroup(state.GroupId) { Phase = state.Phase, Generation = state.Generation, LeaderId = state.LeaderId };
        (group.ProtocolType, group.ProtocolName) = (state.ProtocolType, state.ProtocolName);
        foreach (var record in state.Members.Values)
        {
            group.Enroll(new LiveMember(record) { IsDurable = true }, now);
        }

        if (group.Phase == GroupPhase.PreparingRebalance)
        {
            group.AwaitJoins(now + group.Roster.RebalanceTimeout);
        }
        else if (group.Phase == GroupPhase.CompletingRebalance)
        {
            group.AwaitSyncs(now);
        }

        return group;
    }

    public void Establish()
    {
        Require(GroupTransition.Establish);
        Phase = GroupPhase.Empty;
    }

    public void OfferId(string memberId, TimeSpan deadline)
    {
        Require(GroupTransition.OfferId);
        Roster.AddPending(memberId, deadline);
        WakeBy(deadline);
    }

    /// <summary>Adds a new member, whose join is parked until the round is over.</summary>
    public void AddMember(MemberState record, string protocolType, JoinStep join, TimeSpan sessionDeadline)
    {
        Require(GroupTransition.AddMember);
        var member = new LiveMember(record) { IsNew = true };
        if (IsFirstRound)
        {
            FirstRound.MemberJoined();
        }

        ProtocolType = Roster.Count == 0 ? protocolType : ProtocolType;
        LeaderId ??= member.MemberId;
        Roster.Add(member);
        Roster.Park(member, join);
        SetSession(member, sessionDeadline);
    }

    /// <param name="record">The member as it wants to join: it may have changed its protocols or time-outs.</param>
    public void ParkJoin(LiveMember member, MemberState record, JoinStep join)
    {
        Require(GroupTransition.ParkJoin);
        Roster.Update(member, record);
        Roster.Park(member, join);
    }

    /// <summary>The new member takes the place of the replaced one, whose parked requests are fenced.</summary>
    public void ReplaceMember(LiveMember replaced, MemberState record, TimeSpan now)
    {
        Require(GroupTransition.ReplaceMember);
        Roster.TakeJoin(replaced)?.Complete(JoinAnswers.Failed(ErrorCode.FencedInstanceId, replaced.MemberId));
        replaced.TakeSync()?.Refuse(ErrorCode.FencedInstanceId);
        Roster.Remove(replaced.MemberId);

        Enroll(new LiveMember(record) { IsDurable = replaced.IsDurable }, now);
        LeaderId = LeaderId == replaced.MemberId ? record.MemberId : LeaderId;
    }

    /// <summary>Members go. The next one in order leads if the leader is among them.</summary>
    public void RemoveMembers(IReadOnlyCollection<LiveMember> members)
    {
        Require(GroupTransition.RemoveMembers);
        foreach (var member in members)
        {
            Roster.RefuseParked(member, ErrorCode.UnknownMemberId);
            Roster.Remove(member.MemberId);
        }

        var isLed = LeaderId is null || Roster.Contains(LeaderId);
        LeaderId = isLed ? LeaderId : Roster.Members.FirstOrDefault()?.MemberId;
    }

    public void TurnAway(string memberId)
    {
        Require(GroupTransition.TurnAway);
        Roster.Remove(memberId);
    }

    /// <summary>Begins a round. A generation whose assignments are not durable yet is given up.</summary>
    public void PrepareRebalance(TimeSpan now)
    {
        Require(GroupTransition.PrepareRebalance);
        if (Phase == GroupPhase.CompletingRebalance)
        {
            RefuseSyncs(ErrorCode.RebalanceInProgress, now);
        }

        Roster.Unsynced.Clear();
        SyncDeadline = null;
        FirstRound.BeganEmpty = Phase == GroupPhase.Empty;
        Phase = GroupPhase.PreparingRebalance;
    }

    public void AwaitJoins(TimeSpan deadline)
    {
        Require(GroupTransition.AwaitJoins);
        JoinDeadline = deadline;
        WakeBy(deadline);
    }

    /// <summary>Waits for more members of a new group. The delay may be repeated within <paramref name="remaining"/>.</summary>
    public void AwaitMoreMembers(TimeSpan delay, TimeSpan remaining, TimeSpan now)
    {
        AwaitJoins(now + delay);
        FirstRound.Extend(remaining);
    }

    public void EndJoins()
    {
        Require(GroupTransition.EndJoins);
        JoinDeadline = null;
    }

    /// <summary>Begins the generation that the round led to and tells its members. Without members the group is empty.</summary>
    public void BeginGeneration(CompleteJoin generation, IReadOnlyCollection<LiveMember> absent, TimeSpan now)
    {
        Require(GroupTransition.BeginGeneration);
        foreach (var member in absent)
        {
            Roster.Remove(member.MemberId);
        }

        (Generation, ProtocolName, LeaderId) = (generation.Generation, generation.ProtocolName, generation.LeaderId);
        FirstRound.End();
        Phase = generation.Members.Length == 0 ? GroupPhase.Empty : GroupPhase.CompletingRebalance;
        foreach (var record in generation.Members)
        {
            Invariant.Check(Roster.TryGet(record.MemberId, out var member));
            member.Join(record);
            ExtendSession(member, now);
            Roster.TakeJoin(member)?.Complete(JoinAnswers.Joined(this, member.MemberId));
        }

        if (Phase == GroupPhase.CompletingRebalance)
        {
            AwaitSyncs(now);
        }
    }

    public void RequestAssignment(LiveMember member)
    {
        Require(GroupTransition.RequestAssignment);
        Roster.Unsynced.Remove(member.MemberId);
        SyncDeadline = Roster.Unsynced.Count == 0 ? null : SyncDeadline;
    }

    /// <summary>A client that asks again after its connection broke takes the place of its first request.</summary>
    public void ParkSync(LiveMember member, SyncStep sync)
    {
        Require(GroupTransition.ParkSync);
        member.TakeSync()?.Refuse(ErrorCode.RebalanceInProgress);
        member.Sync = sync;
    }

    public void RefuseSyncs(ErrorCode error, TimeSpan now)
    {
        Require(GroupTransition.RefuseSyncs);
        AnswerSyncs((_, sync) => sync.Refuse(error), now);
    }

    /// <summary>The assignments are durable: the group is stable, and the members that wait for them get theirs.</summary>
    public void Assign(GroupAssignment[] assignments, TimeSpan now)
    {
        Require(GroupTransition.Assign);
        Roster.Assign(assignments);
        Phase = GroupPhase.Stable;
        AnswerSyncs((member, sync) => sync.CompleteWith(this, member), now);
    }

    /// <summary>Returns the members that are late.</summary>
    public LiveMember[] EndSync()
    {
        Require(GroupTransition.EndSync);
        SyncDeadline = null;
        return [.. Roster.Members.Where(member => Roster.Unsynced.Contains(member.MemberId))];
    }

    public void Delete()
    {
        Require(GroupTransition.Delete);
        Roster.ClearPending();
        Phase = GroupPhase.Dead;
    }

    public void ExtendSession(LiveMember member, TimeSpan now) => SetSession(member, now + member.Record.SessionTimeout);

    public void RecomputeWake()
    {
        Wake = Roster.Deadlines.Append(JoinDeadline ?? TimeSpan.MaxValue).Append(SyncDeadline ?? TimeSpan.MaxValue).Min();
    }

    public override void RefuseAll(ErrorCode error)
    {
        Asker?.Refuse(error);
        foreach (var member in Roster.Members)
        {
            Roster.RefuseParked(member, error);
        }

        base.RefuseAll(error);
    }

    private void Enroll(LiveMember member, TimeSpan now)
    {
        Roster.Add(member);
        ExtendSession(member, now);
    }

    private void AwaitSyncs(TimeSpan now)
    {
        Roster.Unsynced.UnionWith(Roster.Members.Select(member => member.MemberId));
        SyncDeadline = now + Roster.RebalanceTimeout;
        WakeBy(SyncDeadline.Value);
    }

    private void AnswerSyncs(Action<LiveMember, SyncStep> answer, TimeSpan now)
    {
        foreach (var member in Roster.Members)
        {
            if (member.TakeSync() is { } sync)
            {
                answer(member, sync);
                ExtendSession(member, now);
            }
        }
    }

    private void SetSession(LiveMember member, TimeSpan deadline)
    {
        member.SessionDeadline = deadline;
        WakeBy(deadline);
    }

    private void Require(GroupTransition transition)
    {
        if (!transition.IsLegalIn(Phase))
        {
            Invariant.Throw($"{transition} of group {GroupId} in phase {Phase}");
        }
    }
}
