using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>The rules that steps share: limits, settings, the rules of rounds, and member ids.</summary>
internal sealed class GroupRules(
    GroupCoordinatorOptions options, GroupSettings settings, GroupBudget budget, GroupRefusals refusals, Func<Guid> newId)
{
    public GroupBudget Budget { get; } = budget;

    public GroupRefusals Refusals { get; } = refusals;

    public GroupCoordinatorOptions Options { get; } = options;

    public GroupSettings Settings { get; } = settings;

    public Rebalance Rebalance { get; } = new(settings);

    /// <summary>Returns an id in Kafka's form, in which people recognise their client.</summary>
    public string NewMemberId(string clientId, string? instanceId) => $"{instanceId ?? clientId}-{newId():D}";

    /// <summary>A group of full size accepts members that are counted already, and no others.</summary>
    public bool Accepts(ClassicGroup group, string memberId)
    {
        var isMember = group.Roster.TryGet(memberId, out var member);
        return group.Phase switch
        {
            GroupPhase.Dead or GroupPhase.Empty => true,
            GroupPhase.PreparingRebalance => member?.ParkedJoin is not null || group.Roster.AwaitingJoin < Settings.GroupSizeMax,
            _ => isMember || group.Roster.Count < Settings.GroupSizeMax,
        };
    }

    /// <summary>Checks that there is room for a member as it wants to join.</summary>
    /// <param name="current">The member in its present form; null for one more.</param>
    public ErrorCode CheckRoom(ClassicGroup group, LiveMember? current, MemberState candidate, bool isNewGroup)
    {
        var replaced = current is null ? 0 : OffsetsTopicRecords.MemberMin(current.Record);
        var memberBytes = group.Roster.RecordBytesMin - replaced + OffsetsTopicRecords.MemberMin(candidate);
        if (!FitsRecord(group, memberBytes))
        {
            return ErrorCode.UnknownServerError;
        }

        var addsSession = current is null && !group.Roster.Pending.ContainsKey(candidate.MemberId);
        var addedBytes = GroupSizes.OfMember(candidate) - (current is null ? 0 : GroupSizes.OfMember(current.Record));
        var met = Budget.Check(isNewGroup, addsSession, addedBytes);
        return IsWithin(met, group.GroupId, addedBytes) ? ErrorCode.None : ErrorCode.GroupMaxSizeReached;
    }

    /// <summary>
    /// Checks that there is room for the assignments of a generation. Only the bytes that they add to the previous ones count.
    /// </summary>
    public bool Admits(ClassicGroup group, GroupAssignment[] assignments)
    {
        var bytes = assignments.Sum(static assignment => (long)assignment.Assignment.Length);
        var memberBytes = group.Roster.Members.Sum(
            member => OffsetsTopicRecords.Member(member.Record, member.Record.MetadataOf(group.ProtocolName).Length, 0));
        if (!FitsRecord(group, bytes + memberBytes))
        {
            return false;
        }

        var addedBytes = bytes - group.Roster.Members.Sum(static member => (long)member.LastAssignment.Length);
        return IsWithin(Budget.Check(addsGroup: false, addsSession: false, addedBytes), group.GroupId, addedBytes);
    }

    /// <summary>Checks that there is room for a commit.</summary>
    /// <param name="group">Null for a group that the commit makes.</param>
    public ErrorCode CheckRoom(string groupId, GroupState? group, long addedBytes) =>
        IsWithin(Budget.CheckCommit(group, addedBytes), groupId, addedBytes) ? ErrorCode.None : ErrorCode.InvalidCommitOffsetSize;

    public ErrorCode CheckSessionTimeout(int sessionTimeoutMs)
    {
        var timeout = TimeSpan.FromMilliseconds(sessionTimeoutMs);
        var isAllowed = timeout >= Settings.SessionTimeoutMin && timeout <= Settings.SessionTimeoutMax;
        return isAllowed ? ErrorCode.None : ErrorCode.InvalidSessionTimeout;
    }

    private bool FitsRecord(ClassicGroup group, long memberBytes)
    {
        var bytes = OffsetsTopicRecords.Group(group, memberBytes);
        var bytesMax = Settings.RecordBytesMax;
        if (bytes > bytesMax)
        {
            Refusals.Tell(GroupLimit.Record, group.GroupId, bytes, bytesMax);
        }

        return bytes <= bytesMax;
    }

    /// <summary>Reports the limit that was met, if any.</summary>
    private bool IsWithin(GroupLimit met, string groupId, long addedBytes)
    {
        if (met != GroupLimit.None)
        {
            Refusals.Tell(met, groupId, addedBytes, met switch
            {
                GroupLimit.Memory => Options.MemoryMax,
                GroupLimit.Groups => Options.GroupsMax,
                _ => Options.MembersMax,
            });
        }

        return met == GroupLimit.None;
    }
}
