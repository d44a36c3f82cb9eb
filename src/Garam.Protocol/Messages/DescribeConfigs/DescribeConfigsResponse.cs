using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeConfigs;

[Message(ApiKey.DescribeConfigs, "1-4", Flexible = "4+")]
public sealed partial class DescribeConfigsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The results for each resource.</summary>
    [Field("0+")]
    public DescribeConfigsResult[] Results { get; set; } = [];

    /// <summary>The results for each resource.</summary>
    [WireStruct]
    public sealed partial class DescribeConfigsResult
    {
        /// <summary>The error code, or 0 if we were able to successfully describe the configurations.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The error message, or null if we were able to successfully describe the configurations.</summary>
        [Field("0+", Nullable = "0+")]
        public string? ErrorMessage { get; set; } = "";

        /// <summary>The resource type.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>The resource name.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>Each listed configuration.</summary>
        [Field("0+")]
        public DescribeConfigsResourceResult[] Configs { get; set; } = [];
    }

    /// <summary>Each listed configuration.</summary>
    [WireStruct]
    public sealed partial class DescribeConfigsResourceResult
    {
        /// <summary>The configuration name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The configuration value.</summary>
        [Field("0+", Nullable = "0+")]
        public string? Value { get; set; } = "";

        /// <summary>True if the configuration is read-only.</summary>
        [Field("0+")]
        public bool ReadOnly { get; set; }

        /// <summary>The configuration source.</summary>
        [Field("1+")]
        public sbyte ConfigSource { get; set; } = -1;

        /// <summary>True if this configuration is sensitive.</summary>
        [Field("0+")]
        public bool IsSensitive { get; set; }

        /// <summary>The synonyms for this configuration key.</summary>
        [Field("1+")]
        public DescribeConfigsSynonym[] Synonyms { get; set; } = [];

        /// <summary>
        /// The configuration data type. Type can be one of the following values - BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, LIST, CLASS,
        /// PASSWORD.
        /// </summary>
        [Field("3+")]
        public sbyte ConfigType { get; set; }

        /// <summary>The configuration documentation.</summary>
        [Field("3+", Nullable = "0+")]
        public string? Documentation { get; set; } = "";
    }

    /// <summary>The synonyms for this configuration key.</summary>
    [WireStruct]
    public sealed partial class DescribeConfigsSynonym
    {
        /// <summary>The synonym name.</summary>
        [Field("1+")]
        public string Name { get; set; } = "";

        /// <summary>The synonym value.</summary>
        [Field("1+", Nullable = "0+")]
        public string? Value { get; set; } = "";

        /// <summary>The synonym source.</summary>
        [Field("1+")]
        public sbyte Source { get; set; }
    }
}
