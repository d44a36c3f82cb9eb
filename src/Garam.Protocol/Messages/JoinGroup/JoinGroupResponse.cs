using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.JoinGroup;

[Message(ApiKey.JoinGroup, "0-9", Flexible = "6+")]
public sealed partial class JoinGroupResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("2+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The generation ID of the group.</summary>
    [Field("0+")]
    public int GenerationId { get; set; } = -1;

    /// <summary>The group protocol name.</summary>
    [Field("7+", Nullable = "7+")]
    public string? ProtocolType { get; set; }

    /// <summary>The group protocol selected by the coordinator.</summary>
    [Field("0+", Nullable = "7+")]
    public string? ProtocolName { get; set; } = "";

    /// <summary>The leader of the group.</summary>
    [Field("0+")]
    public string Leader { get; set; } = "";

    /// <summary>True if the leader must skip running the assignment.</summary>
    [Field("9+")]
    public bool SkipAssignment { get; set; }

    /// <summary>The member ID assigned by the group coordinator.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>The group members.</summary>
    [Field("0+")]
    public JoinGroupResponseMember[] Members { get; set; } = [];

    /// <summary>The group members.</summary>
    [WireStruct]
    public sealed partial class JoinGroupResponseMember
    {
        /// <summary>The group member ID.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>The unique identifier of the consumer instance provided by end user.</summary>
        [Field("5+", Nullable = "5+")]
        public string? GroupInstanceId { get; set; }

        /// <summary>The group member metadata.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
