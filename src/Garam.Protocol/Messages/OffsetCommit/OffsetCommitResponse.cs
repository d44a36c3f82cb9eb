using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetCommit;

[Message(ApiKey.OffsetCommit, "2-10", Flexible = "8+")]
public sealed partial class OffsetCommitResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("3+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The responses for each topic.</summary>
    [Field("0+")]
    public OffsetCommitResponseTopic[] Topics { get; set; } = [];

    /// <summary>The responses for each topic.</summary>
    [WireStruct]
    public sealed partial class OffsetCommitResponseTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0-9")]
        public string Name { get; set; } = "";

        /// <summary>The topic ID.</summary>
        [Field("10+")]
        public Uuid TopicId { get; set; }

        /// <summary>The responses for each partition in the topic.</summary>
        [Field("0+")]
        public OffsetCommitResponsePartition[] Partitions { get; set; } = [];
    }

    /// <summary>The responses for each partition in the topic.</summary>
    [WireStruct]
    public sealed partial class OffsetCommitResponsePartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
