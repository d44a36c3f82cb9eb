using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ListConfigResources;

[Message(ApiKey.ListConfigResources, "0-1", Flexible = "0+")]
public sealed partial class ListConfigResourcesResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Each config resource in the response.</summary>
    [Field("0+")]
    public ConfigResource[] ConfigResources { get; set; } = [];

    /// <summary>Each config resource in the response.</summary>
    [WireStruct]
    public sealed partial class ConfigResource
    {
        /// <summary>The resource name.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>The resource type.</summary>
        [Field("1+")]
        public sbyte ResourceType { get; set; } = 16;
    }
}
