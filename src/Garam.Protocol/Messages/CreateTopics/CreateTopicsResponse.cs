using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.CreateTopics;

[Message(ApiKey.CreateTopics, "2-7", Flexible = "5+")]
public sealed partial class CreateTopicsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("2+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Results for each topic we tried to create.</summary>
    [Field("0+")]
    public CreatableTopicResult[] Topics { get; set; } = [];

    /// <summary>Results for each topic we tried to create.</summary>
    [WireStruct]
    public sealed partial class CreatableTopicResult
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The unique topic ID.</summary>
        [Field("7+")]
        public Uuid TopicId { get; set; }

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The error message, or null if there was no error.</summary>
        [Field("1+", Nullable = "0+")]
        public string? ErrorMessage { get; set; } = "";

        /// <summary>Optional topic config error returned if configs are not returned in the response.</summary>
        [Field("5+", Tag = 0)]
        public ErrorCode TopicConfigErrorCode { get; set; }

        /// <summary>Number of partitions of the topic.</summary>
        [Field("5+")]
        public int NumPartitions { get; set; } = -1;

        /// <summary>Replication factor of the topic.</summary>
        [Field("5+")]
        public short ReplicationFactor { get; set; } = -1;

        /// <summary>Configuration of the topic.</summary>
        [Field("5+", Nullable = "5+")]
        public CreatableTopicConfigs[]? Configs { get; set; } = [];
    }

    /// <summary>Configuration of the topic.</summary>
    [WireStruct]
    public sealed partial class CreatableTopicConfigs
    {
        /// <summary>The configuration name.</summary>
        [Field("5+")]
        public string Name { get; set; } = "";

        /// <summary>The configuration value.</summary>
        [Field("5+", Nullable = "5+")]
        public string? Value { get; set; } = "";

        /// <summary>True if the configuration is read-only.</summary>
        [Field("5+")]
        public bool ReadOnly { get; set; }

        /// <summary>The configuration source.</summary>
        [Field("5+")]
        public sbyte ConfigSource { get; set; } = -1;

        /// <summary>True if this configuration is sensitive.</summary>
        [Field("5+")]
        public bool IsSensitive { get; set; }
    }
}
