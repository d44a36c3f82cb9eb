using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeGroups;

[Message(ApiKey.DescribeGroups, "0-6", Flexible = "5+")]
public sealed partial class DescribeGroupsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each described group.</summary>
    [Field("0+")]
    public DescribedGroup[] Groups { get; set; } = [];

    /// <summary>Each described group.</summary>
    [WireStruct]
    public sealed partial class DescribedGroup
    {
        /// <summary>The describe error, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The describe error message, or null if there was no error.</summary>
        [Field("6+", Nullable = "6+")]
        public string? ErrorMessage { get; set; }

        /// <summary>The group ID string.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>The group state string, or the empty string.</summary>
        [Field("0+")]
        public string GroupState { get; set; } = "";

        /// <summary>The group protocol type, or the empty string.</summary>
        [Field("0+")]
        public string ProtocolType { get; set; } = "";

        /// <summary>The group protocol data, or the empty string.</summary>
        [Field("0+")]
        public string ProtocolData { get; set; } = "";

        /// <summary>The group members.</summary>
        [Field("0+")]
        public DescribedGroupMember[] Members { get; set; } = [];

        /// <summary>32-bit bitfield to represent authorized operations for this group.</summary>
        [Field("3+")]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>The group members.</summary>
    [WireStruct]
    public sealed partial class DescribedGroupMember
    {
        /// <summary>The member id.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>The unique identifier of the consumer instance provided by end user.</summary>
        [Field("4+", Nullable = "4+")]
        public string? GroupInstanceId { get; set; }

        /// <summary>The client ID used in the member's latest join group request.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>The client host.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>The metadata corresponding to the current group protocol in use.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> MemberMetadata { get; set; }

        /// <summary>The current assignment provided by the group leader.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> MemberAssignment { get; set; }
    }
}
