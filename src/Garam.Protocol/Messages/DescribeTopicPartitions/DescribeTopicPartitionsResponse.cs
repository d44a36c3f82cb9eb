using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeTopicPartitions;

[Message(ApiKey.DescribeTopicPartitions, "0", Flexible = "0+")]
public sealed partial class DescribeTopicPartitionsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each topic in the response.</summary>
    [Field("0+")]
    public DescribeTopicPartitionsResponseTopic[] Topics { get; set; } = [];

    /// <summary>The next topic and partition index to fetch details for.</summary>
    [Field("0+", Nullable = "0+")]
    public Cursor? NextCursor { get; set; }

    /// <summary>Each topic in the response.</summary>
    [WireStruct]
    public sealed partial class DescribeTopicPartitionsResponseTopic
    {
        /// <summary>The topic error, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The topic name.</summary>
        [Field("0+", Nullable = "0+")]
        public string? Name { get; set; } = "";

        /// <summary>The topic id.</summary>
        [Field("0+")]
        public Uuid TopicId { get; set; }

        /// <summary>True if the topic is internal.</summary>
        [Field("0+")]
        public bool IsInternal { get; set; }

        /// <summary>Each partition in the topic.</summary>
        [Field("0+")]
        public DescribeTopicPartitionsResponsePartition[] Partitions { get; set; } = [];

        /// <summary>32-bit bitfield to represent authorized operations for this topic.</summary>
        [Field("0+")]
        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>The next topic and partition index to fetch details for.</summary>
    [WireStruct]
    public sealed partial class Cursor
    {
        /// <summary>The name for the first topic to process.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>The partition index to start with.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }
    }

    /// <summary>Each partition in the topic.</summary>
    [WireStruct]
    public sealed partial class DescribeTopicPartitionsResponsePartition
    {
        /// <summary>The partition error, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The ID of the leader broker.</summary>
        [Field("0+")]
        public int LeaderId { get; set; }

        /// <summary>The leader epoch of this partition.</summary>
        [Field("0+")]
        public int LeaderEpoch { get; set; } = -1;

        /// <summary>The set of all nodes that host this partition.</summary>
        [Field("0+")]
        public int[] ReplicaNodes { get; set; } = [];

        /// <summary>The set of nodes that are in sync with the leader for this partition.</summary>
        [Field("0+")]
        public int[] IsrNodes { get; set; } = [];

        /// <summary>The new eligible leader replicas otherwise.</summary>
        [Field("0+", Nullable = "0+")]
        public int[]? EligibleLeaderReplicas { get; set; }

        /// <summary>The last known ELR.</summary>
        [Field("0+", Nullable = "0+")]
        public int[]? LastKnownElr { get; set; }

        /// <summary>The set of offline replicas of this partition.</summary>
        [Field("0+")]
        public int[] OfflineReplicas { get; set; } = [];
    }
}
