using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// The round that takes a group from one generation to the next, by the rules of Kafka's classic protocol: everybody is asked to
/// join again; when all have, or time is up, the next generation is made durable and everybody is told who is in it.
/// </summary>
internal sealed class Rebalance(GroupSettings settings)
{
    /// <summary>Membership or subscriptions changed: starts a round, or sees whether the one under way is over.</summary>
    public void PrepareOrTryComplete(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.PreparingRebalance)
        {
            TryComplete(group, now);
        }
        else
        {
            Prepare(group, now);
        }
    }

    public void Prepare(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.CompletingRebalance)
        {
            CancelSync(group, now);
        }

        group.PendingSync.Clear();
        group.SyncDeadline = null;
        var isFirst = group.Phase == GroupPhase.Empty;
        group.Phase = GroupPhase.PreparingRebalance;
        var initialDelay = isFirst ? settings.InitialRebalanceDelay : TimeSpan.Zero;
        if (initialDelay > TimeSpan.Zero)
        {
            WaitForMore(group, group.Roster.RebalanceTimeout - initialDelay, initialDelay, now);
        }
        else if (isFirst || group.Roster.AllJoined)
        {
            Complete(group, now);
        }
        else
        {
            group.SetJoinDeadline(now + group.Roster.RebalanceTimeout);
        }
    }

    /// <summary>The first round ends by its delay only.</summary>
    public static void TryComplete(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.PreparingRebalance && group.PhaseBefore != GroupPhase.Empty && group.Roster.AllJoined)
        {
            Complete(group, now);
        }
    }

    /// <summary>A member, or an id given out, is gone: those who stay may have been waiting for it alone.</summary>
    public static void CompleteIfAllJoined(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.PreparingRebalance && group.Roster.AllJoined)
        {
            Complete(group, now);
        }
    }

    public void OnJoinDeadline(ClassicGroup group, TimeSpan now)
    {
        group.JoinDeadline = null;
        if (group.JoinedDuringInitialDelay && group.InitialDelayRemaining > TimeSpan.Zero)
        {
            var delay = TimeSpan.FromTicks(Math.Min(settings.InitialRebalanceDelay.Ticks, group.InitialDelayRemaining.Ticks));
            WaitForMore(group, group.InitialDelayRemaining - delay, delay, now);
        }
        else
        {
            Complete(group, now);
        }
    }

    private static void WaitForMore(ClassicGroup group, TimeSpan remaining, TimeSpan delay, TimeSpan now)
    {
        group.JoinedDuringInitialDelay = false;
        group.InitialDelayRemaining = remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        group.SetJoinDeadline(now + delay);
    }

    /// <summary>The generation that members were about to be assigned is not going to be.</summary>
    private static void CancelSync(ClassicGroup group, TimeSpan now)
    {
        foreach (var member in group.Roster.Members)
        {
            if (member.Sync is { } sync)
            {
                member.Sync = null;
                sync.Refuse(ErrorCode.RebalanceInProgress);
                group.ExtendSession(member, now);
            }
        }
    }

    /// <summary>Time is up or everybody is here. Static members stay although they have not joined: their session decides.</summary>
    private static void Complete(ClassicGroup group, TimeSpan now)
    {
        group.JoinDeadline = null;
        var absent = group.Roster.Members.Where(member => member.Join is null && !member.Record.IsStatic).ToArray();
        var staying = group.Roster.Members.Except(absent).ToArray();
        if (staying.Length > 0 && group.Roster.AwaitingJoin == 0)
        {
            Postpone(group, absent, now);
            return;
        }

        var leader = Array.Find(staying, member => member.MemberId == group.LeaderId && member.Join is not null)
            ?? Array.Find(staying, member => member.Join is not null);
        var records = Array.ConvertAll(staying, member => member.Record.WithAssignment(ReadOnlyMemory<byte>.Empty));
        var command = new CompleteJoin
        {
            GroupId = group.GroupId,
            Generation = group.Generation + 1,
            ProtocolType = group.ProtocolType ?? "",
            ProtocolName = ProtocolVote.Select(records),
            LeaderId = leader?.MemberId,
            Members = records,
        };
        group.Begin(new GroupChange(command, applied => Completed(group, command, absent, applied)));
    }

    /// <summary>Only static members are left and none of them came: wait until one does or their sessions end.</summary>
    private static void Postpone(ClassicGroup group, LiveMember[] absent, TimeSpan now)
    {
        var staying = group.Roster.Members.Except(absent).Max(member => member.Record.RebalanceTimeout);
        group.SetJoinDeadline(now + staying);
        Removal.Begin(group, absent, now, static _ => { });
    }

    private static void Completed(ClassicGroup group, CompleteJoin command, LiveMember[] absent, TimeSpan now)
    {
        Array.ForEach(absent, member => group.Roster.Remove(member.MemberId));
        group.Generation = command.Generation;
        group.ProtocolName = command.ProtocolName;
        group.LeaderId = command.LeaderId;
        group.JoinedDuringInitialDelay = false;
        group.Phase = command.Members.Length == 0 ? GroupPhase.Empty : GroupPhase.CompletingRebalance;
        foreach (var record in command.Members)
        {
            Invariant.Check(group.Roster.TryGet(record.MemberId, out var member));
            member.LastAssignment = member.Record.Assignment.IsEmpty ? member.LastAssignment : member.Record.Assignment;
            member.Record = record;
            member.IsDurable = true;
            member.IsNew = false;
            group.PendingSync.Add(record.MemberId);
            group.ExtendSession(member, now);
            group.Roster.TakeJoin(member)?.Complete(JoinAnswers.Joined(group, member.MemberId));
        }

        if (command.Members.Length > 0)
        {
            group.SetSyncDeadline(now + group.Roster.RebalanceTimeout);
        }
    }
}
