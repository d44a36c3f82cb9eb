using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// How members go: those that the state machine knows by a command, the others at once. A member's parked requests are answered
/// UNKNOWN_MEMBER_ID: its client, if it is still there, joins anew.
/// </summary>
internal static class Removal
{
    /// <summary><paramref name="then"/> runs when they are gone: at once if none of them is durable.</summary>
    public static void Begin(ClassicGroup group, IReadOnlyCollection<LiveMember> members, TimeSpan now, Action<TimeSpan> then)
    {
        var durable = members.Where(member => member.IsDurable).Select(member => member.MemberId).ToArray();
        if (durable.Length == 0)
        {
            Forget(group, members);
            then(now);
            return;
        }

        var command = new RemoveMembers { GroupId = group.GroupId, Generation = group.Generation, MemberIds = durable };
        group.Begin(new GroupChange(command, applied =>
        {
            Forget(group, members);
            then(applied);
        }));
    }

    private static void Forget(ClassicGroup group, IReadOnlyCollection<LiveMember> members)
    {
        foreach (var member in members)
        {
            group.Roster.TakeJoin(member)?.Refuse(ErrorCode.UnknownMemberId);
            member.Sync?.Refuse(ErrorCode.UnknownMemberId);
            member.Sync = null;
            group.Roster.Remove(member.MemberId);
            group.PendingSync.Remove(member.MemberId);
        }

        if (group.LeaderId is { } leaderId && !group.Roster.Contains(leaderId))
        {
            group.LeaderId = group.Roster.Members.FirstOrDefault()?.MemberId;
        }
    }
}
