using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DeleteGroups;

[Message(ApiKey.DeleteGroups, "0-2", Flexible = "2+")]
public sealed partial class DeleteGroupsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The deletion results.</summary>
    [Field("0+")]
    public DeletableGroupResult[] Results { get; set; } = [];

    /// <summary>The deletion results.</summary>
    [WireStruct]
    public sealed partial class DeletableGroupResult
    {
        /// <summary>The group id.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>The deletion error, or 0 if the deletion succeeded.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
