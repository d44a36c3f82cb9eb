using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// Acts on deadlines of the group: sessions that ended, a round that took too long. One change at a time; the rest is due again at once.
/// </summary>
internal sealed class ExpireStep(string groupId, GroupRules rules) : GroupStep
{
    public override string GroupId { get; } = groupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        ExpirePending(group, now);
        if (group.Change is null)
        {
            ExpireSessions(group, now);
        }

        if (group.Change is null && group.JoinDeadline <= now)
        {
            rules.Rebalance.OnJoinDeadline(group, now);
        }

        if (group.Change is null && group.SyncDeadline <= now)
        {
            ExpireSync(group, now);
        }

        group.RecomputeWake();
    }

    public override void Refuse(ErrorCode error)
    {
    }

    private static void ExpirePending(ClassicGroup group, TimeSpan now)
    {
        var due = group.Roster.Pending.Where(pending => pending.Value <= now).Select(pending => pending.Key).ToArray();
        foreach (var memberId in due)
        {
            group.Roster.RemovePending(memberId);
        }

        if (due.Length > 0)
        {
            Rebalance.CompleteIfAllJoined(group, now);
        }
    }

    private void ExpireSessions(ClassicGroup group, TimeSpan now)
    {
        var dead = new List<LiveMember>();
        foreach (var member in group.Roster.Members.Where(member => member.SessionDeadline <= now))
        {
            if (member.IsExcused)
            {
                member.SessionDeadline = null;
            }
            else
            {
                dead.Add(member);
            }
        }

        if (dead.Count > 0)
        {
            Removal.Begin(group, dead, now, gone => Removed(group, gone));
        }
    }

    /// <summary>Members that never asked for their assignment hold partitions that no client reads.</summary>
    private void ExpireSync(ClassicGroup group, TimeSpan now)
    {
        var silent = group.EndSync();
        if (silent.Length > 0)
        {
            Removal.Begin(group, silent, now, gone => rules.Rebalance.Prepare(group, gone));
        }
    }

    private void Removed(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase is GroupPhase.Stable or GroupPhase.CompletingRebalance)
        {
            rules.Rebalance.Prepare(group, now);
        }
        else
        {
            Rebalance.CompleteIfAllJoined(group, now);
        }
    }
}
