using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// A static member is back under a new member id (KIP-345). In a stable group whose protocol stays the same it takes over the old
/// assignment and nobody notices; otherwise the group rebalances. The old id is fenced either way.
/// </summary>
internal static class StaticReplacement
{
    /// <summary><paramref name="then"/> is told whether the generation stands.</summary>
    public static void Begin(ClassicGroup group, string replacedId, MemberState record, TimeSpan now, Action<bool, TimeSpan> then)
    {
        Invariant.Check(group.Roster.TryGet(replacedId, out var replaced));
        if (!replaced.IsDurable)
        {
            Swap(group, replaced, record, now);
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
            Swap(group, replaced, command.KeepsGeneration ? record.WithAssignment(replaced.Record.Assignment) : record, applied);
            then(command.KeepsGeneration, applied);
        }));
    }

    private static string? SelectedWith(ClassicGroup group, LiveMember replaced, MemberState record) =>
        ProtocolVote.Select([.. group.Roster.Members.Select(member => member == replaced ? record : member.Record)]);

    private static void Swap(ClassicGroup group, LiveMember replaced, MemberState record, TimeSpan now)
    {
        group.Roster.TakeJoin(replaced)?.Complete(JoinAnswers.Failed(ErrorCode.FencedInstanceId, replaced.MemberId));
        replaced.Sync?.Refuse(ErrorCode.FencedInstanceId);
        replaced.Sync = null;
        group.Roster.Remove(replaced.MemberId);
        group.PendingSync.Remove(replaced.MemberId);

        var member = new LiveMember(record) { IsDurable = replaced.IsDurable };
        group.Roster.Add(member);
        group.ExtendSession(member, now);
        group.LeaderId = group.LeaderId == replaced.MemberId ? member.MemberId : group.LeaderId;
    }
}
