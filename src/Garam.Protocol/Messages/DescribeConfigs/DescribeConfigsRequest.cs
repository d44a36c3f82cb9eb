using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeConfigs;

[Message(ApiKey.DescribeConfigs, "1-4", Flexible = "4+")]
public sealed partial class DescribeConfigsRequest : IRequest
{
    /// <summary>The resources whose configurations we want to describe.</summary>
    [Field("0+")]
    public DescribeConfigsResource[] Resources { get; set; } = [];

    /// <summary>True if we should include all synonyms.</summary>
    [Field("1+")]
    public bool IncludeSynonyms { get; set; }

    /// <summary>True if we should include configuration documentation.</summary>
    [Field("3+")]
    public bool IncludeDocumentation { get; set; }

    /// <summary>The resources whose configurations we want to describe.</summary>
    [WireStruct]
    public sealed partial class DescribeConfigsResource
    {
        /// <summary>The resource type.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>The resource name.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>The configuration keys to list, or null to list all configuration keys.</summary>
        [Field("0+", Nullable = "0+")]
        public string[]? ConfigurationKeys { get; set; } = [];
    }
}
