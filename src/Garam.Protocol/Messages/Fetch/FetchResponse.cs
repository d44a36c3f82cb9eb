using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Fetch;

[Message(ApiKey.Fetch, "4-18", Flexible = "12+")]
public sealed partial class FetchResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The top level response error code.</summary>
    [Field("7+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The fetch session ID, or 0 if this is not part of a fetch session.</summary>
    [Field("7+")]
    public int SessionId { get; set; }

    /// <summary>The response topics.</summary>
    [Field("0+")]
    public FetchableTopicResponse[] Responses { get; set; } = [];

    /// <summary>
    /// Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER &amp; FENCED_LEADER_EPOCH.
    /// </summary>
    [Field("16+", Tag = 0)]
    public NodeEndpoint[] NodeEndpoints { get; set; } = [];

    /// <summary>The response topics.</summary>
    [WireStruct]
    public sealed partial class FetchableTopicResponse
    {
        /// <summary>The topic name.</summary>
        [Field("0-12")]
        public string Topic { get; set; } = "";

        /// <summary>The unique topic ID.</summary>
        [Field("13+")]
        public Uuid TopicId { get; set; }

        /// <summary>The topic partitions.</summary>
        [Field("0+")]
        public PartitionData[] Partitions { get; set; } = [];
    }

    /// <summary>
    /// Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER &amp; FENCED_LEADER_EPOCH.
    /// </summary>
    [WireStruct]
    public sealed partial class NodeEndpoint
    {
        /// <summary>The ID of the associated node.</summary>
        [Field("16+")]
        public int NodeId { get; set; }

        /// <summary>The node's hostname.</summary>
        [Field("16+")]
        public string Host { get; set; } = "";

        /// <summary>The node's port.</summary>
        [Field("16+")]
        public int Port { get; set; }

        /// <summary>The rack of the node, or null if it has not been assigned to a rack.</summary>
        [Field("16+", Nullable = "16+")]
        public string? Rack { get; set; }
    }

    /// <summary>The topic partitions.</summary>
    [WireStruct]
    public sealed partial class PartitionData
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The error code, or 0 if there was no fetch error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The current high water mark.</summary>
        [Field("0+")]
        public long HighWatermark { get; set; }

        /// <summary>
        /// The last stable offset (or LSO) of the partition. This is the last offset such that the state of all transactional records prior
        /// to this offset have been decided (ABORTED or COMMITTED).
        /// </summary>
        [Field("4+")]
        public long LastStableOffset { get; set; } = -1;

        /// <summary>The current log start offset.</summary>
        [Field("5+")]
        public long LogStartOffset { get; set; } = -1;

        /// <summary>
        /// In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this field indicates the
        /// largest epoch and its end offset such that subsequent records are known to diverge.
        /// </summary>
        [Field("12+", Tag = 0)]
        public EpochEndOffset? DivergingEpoch { get; set; }

        /// <summary>The current leader of the partition.</summary>
        [Field("12+", Tag = 1)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }

        /// <summary>
        /// In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that should be used in the
        /// FetchSnapshot request.
        /// </summary>
        [Field("12+", Tag = 2)]
        public SnapshotId? SnapshotId { get; set; }

        /// <summary>The aborted transactions.</summary>
        [Field("4+", Nullable = "4+")]
        public AbortedTransaction[]? AbortedTransactions { get; set; } = [];

        /// <summary>The preferred read replica for the consumer to use on its next fetch request.</summary>
        [Field("11+")]
        public int PreferredReadReplica { get; set; } = -1;

        /// <summary>The record data.</summary>
        [Field("0+", Nullable = "0+")]
        public RecordSlices Records { get; set; }
    }

    /// <summary>
    /// In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this field indicates the largest
    /// epoch and its end offset such that subsequent records are known to diverge.
    /// </summary>
    [WireStruct]
    public sealed partial class EpochEndOffset
    {
        /// <summary>The largest epoch.</summary>
        [Field("12+")]
        public int Epoch { get; set; } = -1;

        /// <summary>The end offset of the epoch.</summary>
        [Field("12+")]
        public long EndOffset { get; set; } = -1;
    }

    /// <summary>The current leader of the partition.</summary>
    [WireStruct]
    public sealed partial class LeaderIdAndEpoch
    {
        /// <summary>The ID of the current leader or -1 if the leader is unknown.</summary>
        [Field("12+")]
        public int LeaderId { get; set; } = -1;

        /// <summary>The latest known leader epoch.</summary>
        [Field("12+")]
        public int LeaderEpoch { get; set; } = -1;
    }

    /// <summary>
    /// In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that should be used in the
    /// FetchSnapshot request.
    /// </summary>
    [WireStruct]
    public sealed partial class SnapshotId
    {
        /// <summary>The end offset of the epoch.</summary>
        [Field("0+")]
        public long EndOffset { get; set; } = -1;

        /// <summary>The largest epoch.</summary>
        [Field("0+")]
        public int Epoch { get; set; } = -1;
    }

    /// <summary>The aborted transactions.</summary>
    [WireStruct]
    public sealed partial class AbortedTransaction
    {
        /// <summary>The producer id associated with the aborted transaction.</summary>
        [Field("4+")]
        public long ProducerId { get; set; }

        /// <summary>The first offset in the aborted transaction.</summary>
        [Field("4+")]
        public long FirstOffset { get; set; }
    }
}
