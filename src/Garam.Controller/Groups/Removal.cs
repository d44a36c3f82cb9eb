using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// Takes members out of a group: those that the state machine knows by a command, the others at once. A member's parked requests are
/// answered UNKNOWN_MEMBER_ID: its client, if it is still there, joins anew.
/// </summary>
internal static class Removal
{
    /// <summary><paramref name="then"/> runs when the members are gone: at once if none of them is durable.</summary>
    public static void Begin(ClassicGroup group, IReadOnlyCollection<LiveMember> members, TimeSpan now, Action<TimeSpan> then)
    {
        var durable = members.Where(member => member.IsDurable).Select(member => member.MemberId).ToArray();
        if (durable.Length == 0)
        {
            group.RemoveMembers(members);
            then(now);
            return;
        }

        var command = new RemoveMembers { GroupId = group.GroupId, Generation = group.Generation, MemberIds = durable };
        group.Begin(new GroupChange(command, applied =>
        {
            group.RemoveMembers(members);
            then(applied);
        }));
    }
}

/// <summary>
/// A static member is back under a new member id (KIP-345). In a stable group whose protocol stays the same it takes over the old
/// assignment and no other member notices; otherwise the group rebalances. The old id is fenced either way.
/// </summary>
internal static class StaticReplacement
{
    /// <summary>Tells <paramref name="then"/>, when it is done, whether the generation stands.</summary>
    public static void Begin(ClassicGroup group, string replacedId, MemberState record, TimeSpan now, Action<bool, TimeSpan> then)
    {
        Invariant.Check(group.Roster.TryGet(replacedId, out var replaced));
        if (!replaced.IsDurable)
        {
            group.ReplaceMember(replaced, record, now);
            then(false, now);
            return;
        }

        var command = new ReplaceStaticMember
        {
            GroupId = group.GroupId,
            Generation = group.Generation,
            ReplacedMemberId = replacedId,
            Member = record,
            KeepsGeneration = group.Phase == GroupPhase.Stable && SelectedWith(group, replaced, record) == group.ProtocolName,
        };
        group.Begin(new GroupChange(command, applied =>
        {
            var successor = command.KeepsGeneration ? record.WithAssignment(replaced.Record.Assignment) : record;
            group.ReplaceMember(replaced, successor, applied);
            then(command.KeepsGeneration, applied);
        }));
    }

    private static string? SelectedWith(ClassicGroup group, LiveMember replaced, MemberState record) =>
        ProtocolVote.Select([.. group.Roster.Members.Select(member => member == replaced ? record : member.Record)]);
}
