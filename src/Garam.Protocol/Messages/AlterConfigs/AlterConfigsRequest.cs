using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.AlterConfigs;

[Message(ApiKey.AlterConfigs, "0-2", Flexible = "2+")]
public sealed partial class AlterConfigsRequest : IRequest
{
    /// <summary>The updates for each resource.</summary>
    [Field("0+")]
    public AlterConfigsResource[] Resources { get; set; } = [];

    /// <summary>True if we should validate the request, but not change the configurations.</summary>
    [Field("0+")]
    public bool ValidateOnly { get; set; }

    /// <summary>The updates for each resource.</summary>
    [WireStruct]
    public sealed partial class AlterConfigsResource
    {
        /// <summary>The resource type.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>The resource name.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>The configurations.</summary>
        [Field("0+")]
        public AlterableConfig[] Configs { get; set; } = [];
    }

    /// <summary>The configurations.</summary>
    [WireStruct]
    public sealed partial class AlterableConfig
    {
        /// <summary>The configuration key name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The value to set for the configuration key.</summary>
        [Field("0+", Nullable = "0+")]
        public string? Value { get; set; } = "";
    }
}
