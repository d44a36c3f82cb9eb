using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Produce;

[Message(ApiKey.Produce, "3-13", Flexible = "9+")]
public sealed partial class ProduceResponse : IResponse
{
    /// <summary>Each produce response.</summary>
    [Field("0+")]
    public TopicProduceResponse[] Responses { get; set; } = [];

    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Endpoints for all current-leaders enumerated in PartitionProduceResponses, with errors NOT_LEADER_OR_FOLLOWER.</summary>
    [Field("10+", Tag = 0)]
    public NodeEndpoint[] NodeEndpoints { get; set; } = [];

    /// <summary>Each produce response.</summary>
    [WireStruct]
    public sealed partial class TopicProduceResponse
    {
        /// <summary>The topic name.</summary>
        [Field("0-12")]
        public string Name { get; set; } = "";

        /// <summary>The unique topic ID</summary>
        [Field("13+")]
        public Uuid TopicId { get; set; }

        /// <summary>Each partition that we produced to within the topic.</summary>
        [Field("0+")]
        public PartitionProduceResponse[] PartitionResponses { get; set; } = [];
    }

    /// <summary>Endpoints for all current-leaders enumerated in PartitionProduceResponses, with errors NOT_LEADER_OR_FOLLOWER.</summary>
    [WireStruct]
    public sealed partial class NodeEndpoint
    {
        /// <summary>The ID of the associated node.</summary>
        [Field("10+")]
        public int NodeId { get; set; }

        /// <summary>The node's hostname.</summary>
        [Field("10+")]
        public string Host { get; set; } = "";

        /// <summary>The node's port.</summary>
        [Field("10+")]
        public int Port { get; set; }

        /// <summary>The rack of the node, or null if it has not been assigned to a rack.</summary>
        [Field("10+", Nullable = "10+")]
        public string? Rack { get; set; }
    }

    /// <summary>Each partition that we produced to within the topic.</summary>
    [WireStruct]
    public sealed partial class PartitionProduceResponse
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int Index { get; set; }

        /// <summary>The error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The base offset.</summary>
        [Field("0+")]
        public long BaseOffset { get; set; }

        /// <summary>
        /// The timestamp returned by broker after appending the messages. If CreateTime is used for the topic, the timestamp will be -1.
        /// If LogAppendTime is used for the topic, the timestamp will be the broker local time when the messages are appended.
        /// </summary>
        [Field("2+")]
        public long LogAppendTimeMs { get; set; } = -1;

        /// <summary>The log start offset.</summary>
        [Field("5+")]
        public long LogStartOffset { get; set; } = -1;

        /// <summary>The batch indices of records that caused the batch to be dropped.</summary>
        [Field("8+")]
        public BatchIndexAndErrorMessage[] RecordErrors { get; set; } = [];

        /// <summary>
        /// The global error message summarizing the common root cause of the records that caused the batch to be dropped.
        /// </summary>
        [Field("8+", Nullable = "8+")]
        public string? ErrorMessage { get; set; }

        /// <summary>The leader broker that the producer should use for future requests.</summary>
        [Field("10+", Tag = 0)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }
    }

    /// <summary>The batch indices of records that caused the batch to be dropped.</summary>
    [WireStruct]
    public sealed partial class BatchIndexAndErrorMessage
    {
        /// <summary>The batch index of the record that caused the batch to be dropped.</summary>
        [Field("8+")]
        public int BatchIndex { get; set; }

        /// <summary>The error message of the record that caused the batch to be dropped.</summary>
        [Field("8+", Nullable = "8+")]
        public string? BatchIndexErrorMessage { get; set; }
    }

    /// <summary>The leader broker that the producer should use for future requests.</summary>
    [WireStruct]
    public sealed partial class LeaderIdAndEpoch
    {
        /// <summary>The ID of the current leader or -1 if the leader is unknown.</summary>
        [Field("10+")]
        public int LeaderId { get; set; } = -1;

        /// <summary>The latest known leader epoch.</summary>
        [Field("10+")]
        public int LeaderEpoch { get; set; } = -1;
    }
}
