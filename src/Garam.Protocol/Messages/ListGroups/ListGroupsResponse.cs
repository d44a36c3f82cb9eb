using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ListGroups;

[Message(ApiKey.ListGroups, "0-5", Flexible = "3+")]
public sealed partial class ListGroupsResponse : IResponse
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

    /// <summary>Each group in the response.</summary>
    [Field("0+")]
    public ListedGroup[] Groups { get; set; } = [];

    /// <summary>Each group in the response.</summary>
    [WireStruct]
    public sealed partial class ListedGroup
    {
        /// <summary>The group ID.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>The group protocol type.</summary>
        [Field("0+")]
        public string ProtocolType { get; set; } = "";

        /// <summary>The group state name.</summary>
        [Field("4+")]
        public string GroupState { get; set; } = "";

        /// <summary>The group type name.</summary>
        [Field("5+")]
        public string GroupType { get; set; } = "";
    }
}
