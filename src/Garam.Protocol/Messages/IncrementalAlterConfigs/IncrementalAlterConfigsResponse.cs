using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.IncrementalAlterConfigs;

[Message(ApiKey.IncrementalAlterConfigs, "0-1", Flexible = "1+")]
public sealed partial class IncrementalAlterConfigsResponse : IResponse
{
    /// <summary>
    /// Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any
    /// quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The responses for each resource.</summary>
    [Field("0+")]
    public AlterConfigsResourceResponse[] Responses { get; set; } = [];

    /// <summary>The responses for each resource.</summary>
    [WireStruct]
    public sealed partial class AlterConfigsResourceResponse
    {
        /// <summary>The resource error code.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The resource error message, or null if there was no error.</summary>
        [Field("0+", Nullable = "0+")]
        public string? ErrorMessage { get; set; } = "";

        /// <summary>The resource type.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>The resource name.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";
    }
}
