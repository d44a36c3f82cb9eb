using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.LeaveGroup;

[Message(ApiKey.LeaveGroup, "0-5", Flexible = "4+")]
public sealed partial class LeaveGroupRequest : IRequest
{
    /// <summary>The ID of the group to leave.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>The member ID to remove from the group.</summary>
    [Field("0-2")]
    public string MemberId { get; set; } = "";

    /// <summary>List of leaving member identities.</summary>
    [Field("3+")]
    public MemberIdentity[] Members { get; set; } = [];

    /// <summary>List of leaving member identities.</summary>
    [WireStruct]
    public sealed partial class MemberIdentity
    {
        /// <summary>The member ID to remove from the group.</summary>
        [Field("3+")]
        public string MemberId { get; set; } = "";

        /// <summary>The group instance ID to remove from the group.</summary>
        [Field("3+", Nullable = "3+")]
        public string? GroupInstanceId { get; set; }

        /// <summary>The reason why the member left the group.</summary>
        [Field("5+", Nullable = "5+")]
        public string? Reason { get; set; }
    }
}
