using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;
using JoinedMember = Garam.Protocol.Messages.JoinGroup.JoinGroupResponse.JoinGroupResponseMember;

namespace Garam.Controller.Groups;

/// <summary>What members are told at the end of a join.</summary>
internal static class JoinAnswers
{
    /// <summary>The generation as it is. Only its leader learns who the others are: it computes their assignments.</summary>
    public static JoinGroupResponse Joined(ClassicGroup group, string memberId) => new()
    {
        GenerationId = group.Generation,
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        Leader = group.LeaderId ?? "",
        MemberId = memberId,
        Members = group.LeaderId == memberId ? Members(group) : [],
    };

    public static JoinGroupResponse Failed(ErrorCode error, string memberId) =>
        new() { ErrorCode = error, MemberId = memberId, ProtocolName = null };

    private static JoinedMember[] Members(ClassicGroup group) =>
    [
        .. group.Roster.Members.Select(member => new JoinedMember
        {
            MemberId = member.MemberId,
            GroupInstanceId = member.Record.InstanceId,
            Metadata = member.Record.MetadataOf(group.ProtocolName),
        }),
    ];
}
