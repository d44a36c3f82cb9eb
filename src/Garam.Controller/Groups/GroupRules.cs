using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>What every step needs: limits and settings, the round's rules, and where ids come from.</summary>
internal sealed class GroupRules(GroupCoordinatorOptions options, GroupSettings settings, GroupBudget budget, GroupRefusals refusals, Func<Guid> newId)
{
    public GroupBudget Budget { get; } = budget;

    public GroupRefusals Refusals { get; } = refusals;

    public GroupCoordinatorOptions Options { get; } = options;

    public GroupSettings Settings { get; } = settings;

    public Rebalance Rebalance { get; } = new(settings);

    /// <summary>Kafka's form: people recognise their client in it.</summary>
    public string NewMemberId(string clientId, string? instanceId) => $"{instanceId ?? clientId}-{newId():D}";

    /// <summary>When a group has its full size, whoever is counted already may come back and nobody else may come.</summary>
    public bool Accepts(ClassicGroup group, string memberId) => group.Phase switch
    {
        GroupPhase.Dead or GroupPhase.Empty => true,
        GroupPhase.PreparingRebalance =>
            (group.Roster.TryGet(memberId, out var member) && member.ParkedJoin is not null) || group.Roster.AwaitingJoin < Settings.GroupSizeMax,
        _ => group.Roster.Contains(memberId) || group.Roster.Count < Settings.GroupSizeMax,
    };

    /// <summary>Is there room for this member as it wants to join? <paramref name="current"/> is what it replaces; null for one more.</summary>
    public ErrorCode CheckRoom(ClassicGroup group, LiveMember? current, MemberState candidate, bool isNewGroup)
    {
        var recordBytes = OffsetsTopicRecords.Group(
            group, group.Roster.RecordBytesMin - (current is null ? 0 : OffsetsTopicRecords.MemberMin(current.Record)) + OffsetsTopicRecords.MemberMin(candidate));
        if (recordBytes > Settings.RecordBytesMax)
        {
            Refusals.Tell(GroupLimit.Record, group.GroupId, recordBytes, Settings.RecordBytesMax);
            return ErrorCode.UnknownServerError;
        }

        var addsSession = current is null && !group.Roster.Pending.ContainsKey(candidate.MemberId);
        var addedBytes = GroupSizes.OfMember(candidate) - (current is null ? 0 : GroupSizes.OfMember(current.Record));
        return Told(Budget.Check(isNewGroup, addsSession, addedBytes), group.GroupId, addedBytes) ? ErrorCode.None : ErrorCode.GroupMaxSizeReached;
    }

    /// <summary>Is there room for these parts of a generation? What they take more than those before them counts.</summary>
    public bool Admits(ClassicGroup group, GroupAssignment[] assignments)
    {
        var bytes = assignments.Sum(static assignment => (long)assignment.Assignment.Length);
        var recordBytes = OffsetsTopicRecords.Group(
            group, bytes + group.Roster.Members.Sum(member => OffsetsTopicRecords.Member(member.Record, member.Record.MetadataOf(group.ProtocolName).Length, 0)));
        if (recordBytes > Settings.RecordBytesMax)
        {
            Refusals.Tell(GroupLimit.Record, group.GroupId, recordBytes, Settings.RecordBytesMax);
            return false;
        }

        var addedBytes = bytes - group.Roster.Members.Sum(static member => (long)member.LastAssignment.Length);
        return Told(Budget.Check(addsGroup: false, addsSession: false, addedBytes), group.GroupId, addedBytes);
    }

    /// <summary>Is there room for what a commit adds to a group? Null for a group that the commit makes.</summary>
    public ErrorCode CheckRoom(string groupId, GroupState? group, long addedBytes) =>
        Told(Budget.CheckCommit(group, addedBytes), groupId, addedBytes) ? ErrorCode.None : ErrorCode.InvalidCommitOffsetSize;

    private bool Told(GroupLimit met, string groupId, long addedBytes)
    {
        if (met != GroupLimit.None)
        {
            Refusals.Tell(met, groupId, addedBytes, met == GroupLimit.Memory ? Options.MemoryMax : met == GroupLimit.Groups ? Options.GroupsMax : Options.MembersMax);
        }

        return met == GroupLimit.None;
    }

    public ErrorCode CheckSessionTimeout(int sessionTimeoutMs)
    {
        var timeout = TimeSpan.FromMilliseconds(sessionTimeoutMs);
        return timeout < Settings.SessionTimeoutMin || timeout > Settings.SessionTimeoutMax ? ErrorCode.InvalidSessionTimeout : ErrorCode.None;
    }
}
