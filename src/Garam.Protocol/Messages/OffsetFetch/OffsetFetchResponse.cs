using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.OffsetFetch;

[Message(ApiKey.OffsetFetch, "1-10", Flexible = "6+")]
public sealed partial class OffsetFetchResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("3+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The responses per topic.</summary>
    [Field("0-7")]
    public OffsetFetchResponseTopic[] Topics { get; set; } = [];

    /// <summary>The top-level error code, or 0 if there was no error.</summary>
    [Field("2-7")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The responses per group id.</summary>
    [Field("8+")]
    public OffsetFetchResponseGroup[] Groups { get; set; } = [];

    /// <summary>The responses per topic.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchResponseTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0-7")]
        public string Name { get; set; } = "";

        /// <summary>The responses per partition.</summary>
        [Field("0-7")]
        public OffsetFetchResponsePartition[] Partitions { get; set; } = [];
    }

    /// <summary>The responses per group id.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchResponseGroup
    {
        /// <summary>The group ID.</summary>
        [Field("8+")]
        public string GroupId { get; set; } = "";

        /// <summary>The responses per topic.</summary>
        [Field("8+")]
        public OffsetFetchResponseTopics[] Topics { get; set; } = [];

        /// <summary>The group-level error code, or 0 if there was no error.</summary>
        [Field("8+")]
        public ErrorCode ErrorCode { get; set; }
    }

    /// <summary>The responses per partition.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchResponsePartition
    {
        /// <summary>The partition index.</summary>
        [Field("0-7")]
        public int PartitionIndex { get; set; }

        /// <summary>The committed message offset.</summary>
        [Field("0-7")]
        public long CommittedOffset { get; set; }

        /// <summary>The leader epoch.</summary>
        [Field("5-7")]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>The partition metadata.</summary>
        [Field("0-7", Nullable = "0-7")]
        public string? Metadata { get; set; } = "";

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("0-7")]
        public ErrorCode ErrorCode { get; set; }
    }

    /// <summary>The responses per topic.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchResponseTopics
    {
        /// <summary>The topic name.</summary>
        [Field("8-9")]
        public string Name { get; set; } = "";

        /// <summary>The topic ID.</summary>
        [Field("10+")]
        public Uuid TopicId { get; set; }

        /// <summary>The responses per partition.</summary>
        [Field("8+")]
        public OffsetFetchResponsePartitions[] Partitions { get; set; } = [];
    }

    /// <summary>The responses per partition.</summary>
    [WireStruct]
    public sealed partial class OffsetFetchResponsePartitions
    {
        /// <summary>The partition index.</summary>
        [Field("8+")]
        public int PartitionIndex { get; set; }

        /// <summary>The committed message offset.</summary>
        [Field("8+")]
        public long CommittedOffset { get; set; }

        /// <summary>The leader epoch.</summary>
        [Field("8+")]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>The partition metadata.</summary>
        [Field("8+", Nullable = "8+")]
        public string? Metadata { get; set; } = "";

        /// <summary>The partition-level error code, or 0 if there was no error.</summary>
        [Field("8+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
