using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.LeaveGroup;

[Message(ApiKey.LeaveGroup, "0-5", Flexible = "4+")]
public sealed partial class LeaveGroupResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>List of leaving member responses.</summary>
    [Field("3+")]
    public MemberResponse[] Members { get; set; } = [];

    /// <summary>List of leaving member responses.</summary>
    [WireStruct]
    public sealed partial class MemberResponse
    {
        /// <summary>The member ID to remove from the group.</summary>
        [Field("3+")]
        public string MemberId { get; set; } = "";

        /// <summary>The group instance ID to remove from the group.</summary>
        [Field("3+", Nullable = "3+")]
        public string? GroupInstanceId { get; set; } = "";

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("3+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
