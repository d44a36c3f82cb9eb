using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Metadata;

[Message(ApiKey.Metadata, "0-13", Flexible = "9+")]
public sealed partial class MetadataResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("3+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>A list of brokers present in the cluster.</summary>
    [Field("0+")]
    public MetadataResponseBroker[] Brokers { get; set; } = [];

    /// <summary>The cluster ID that responding broker belongs to.</summary>
    [Field("2+", Nullable = "2+")]
    public string? ClusterId { get; set; }

    /// <summary>The ID of the controller broker.</summary>
    [Field("1+")]
    public int ControllerId { get; set; } = -1;

    /// <summary>Each topic in the response.</summary>
    [Field("0+")]
    public MetadataResponseTopic[] Topics { get; set; } = [];

    /// <summary>32-bit bitfield to represent authorized operations for this cluster.</summary>
    [Field("8-10")]
    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    /// <summary>The top-level error code, or 0 if there was no error.</summary>
    [Field("13+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>A list of brokers present in the cluster.</summary>
    [WireStruct]
    public sealed partial class MetadataResponseBroker
    {
        /// <summary>The broker ID.</summary>
        [Field("0+")]
        public int NodeId { get; set; }

        /// <summary>The broker hostname.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>The broker port.</summary>
        [Field("0+")]
        public int Port { get; set; }

        /// <summary>The rack of the broker, or null if it has not been assigned to a rack.</summary>
        [Field("1+", Nullable = "1+")]
        public string? Rack { get; set; }
    }

    /// <summary>Each topic in the response.</summary>
    [WireStruct]
    public sealed partial class MetadataResponseTopic
    {
        /// <summary>The topic error, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>
        /// The topic name. Null for non-existing topics queried by ID. This is never null when ErrorCode is zero. One of Name and TopicId
        /// is always populated.
        /// </summary>
        [Field("0+", Nullable = "12+")]
        public string? Name { get; set; } = "";

        /// <summary>
        /// The topic id. Zero for non-existing topics queried by name. This is never zero when ErrorCode is zero. One of Name and TopicId
        /// is always populated.
        /// </summary>
        [Field("10+")]
        public Uuid TopicId { get; set; }

        /// <summary>True if the topic is internal.</summary>
        [Field("1+")]
        public bool IsInternal { get; set; }

        /// <summary>Each partition in the topic.</summary>
        [Field("0+")]
        public MetadataResponsePartition[] Partitions { get; set; } = [];

        /// <summary>32-bit bitfield to represent authorized operations for this topic.</summary>
        [Field("8+")]
        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>Each partition in the topic.</summary>
    [WireStruct]
    public sealed partial class MetadataResponsePartition
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
        [Field("7+")]
        public int LeaderEpoch { get; set; } = -1;

        /// <summary>The set of all nodes that host this partition.</summary>
        [Field("0+")]
        public int[] ReplicaNodes { get; set; } = [];

        /// <summary>The set of nodes that are in sync with the leader for this partition.</summary>
        [Field("0+")]
        public int[] IsrNodes { get; set; } = [];

        /// <summary>The set of offline replicas of this partition.</summary>
        [Field("5+")]
        public int[] OfflineReplicas { get; set; } = [];
    }
}
