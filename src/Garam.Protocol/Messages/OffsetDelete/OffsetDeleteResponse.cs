using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetDelete;

[Message(ApiKey.OffsetDelete, "0")]
public sealed partial class OffsetDeleteResponse : IResponse
{
    /// <summary>The top-level error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The responses for each topic.</summary>
    [Field("0+")]
    public OffsetDeleteResponseTopic[] Topics { get; set; } = [];

    /// <summary>The responses for each topic.</summary>
    [WireStruct]
    public sealed partial class OffsetDeleteResponseTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The responses for each partition in the topic.</summary>
        [Field("0+")]
        public OffsetDeleteResponsePartition[] Partitions { get; set; } = [];
    }

    /// <summary>The responses for each partition in the topic.</summary>
    [WireStruct]
    public sealed partial class OffsetDeleteResponsePartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
