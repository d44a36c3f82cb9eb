using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Fetch;

[Message(ApiKey.Fetch, "4-18", Flexible = "12+")]
public sealed partial class FetchRequest : IRequest
{
    /// <summary>The clusterId if known. This is used to validate metadata fetches prior to broker registration.</summary>
    [Field("12+", Nullable = "12+", Tag = 0)]
    public string? ClusterId { get; set; }

    /// <summary>The broker ID of the follower, of -1 if this request is from a consumer.</summary>
    [Field("0-14")]
    public int ReplicaId { get; set; } = -1;

    /// <summary>The state of the replica in the follower.</summary>
    [Field("15+", Tag = 1)]
    public FollowerState? ReplicaState { get; set; }

    /// <summary>The maximum time in milliseconds to wait for the response.</summary>
    [Field("0+")]
    public int MaxWaitMs { get; set; }

    /// <summary>The minimum bytes to accumulate in the response.</summary>
    [Field("0+")]
    public int MinBytes { get; set; }

    /// <summary>The maximum bytes to fetch.  See KIP-74 for cases where this limit may not be honored.</summary>
    [Field("3+")]
    public int MaxBytes { get; set; } = int.MaxValue;

    /// <summary>
    /// This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level = 0) makes all records
    /// visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED transactional records are visible. To be more
    /// concrete, READ_COMMITTED returns all data from offsets smaller than the current LSO (last stable offset), and enables the inclusion
    /// of the list of aborted transactions in the result, which allows consumers to discard ABORTED transactional records.
    /// </summary>
    [Field("4+")]
    public sbyte IsolationLevel { get; set; }

    /// <summary>The fetch session ID.</summary>
    [Field("7+")]
    public int SessionId { get; set; }

    /// <summary>The fetch session epoch, which is used for ordering requests in a session.</summary>
    [Field("7+")]
    public int SessionEpoch { get; set; } = -1;

    /// <summary>The topics to fetch.</summary>
    [Field("0+")]
    public FetchTopic[] Topics { get; set; } = [];

    /// <summary>In an incremental fetch request, the partitions to remove.</summary>
    [Field("7+")]
    public ForgottenTopic[] ForgottenTopicsData { get; set; } = [];

    /// <summary>Rack ID of the consumer making this request.</summary>
    [Field("11+")]
    public string RackId { get; set; } = "";

    /// <summary>The state of the replica in the follower.</summary>
    [WireStruct]
    public sealed partial class FollowerState
    {
        /// <summary>The replica ID of the follower, or -1 if this request is from a consumer.</summary>
        [Field("15+")]
        public int ReplicaId { get; set; } = -1;

        /// <summary>The epoch of this follower, or -1 if not available.</summary>
        [Field("15+")]
        public long ReplicaEpoch { get; set; } = -1;
    }

    /// <summary>The topics to fetch.</summary>
    [WireStruct]
    public sealed partial class FetchTopic
    {
        /// <summary>The name of the topic to fetch.</summary>
        [Field("0-12")]
        public string Topic { get; set; } = "";

        /// <summary>The unique topic ID.</summary>
        [Field("13+")]
        public Uuid TopicId { get; set; }

        /// <summary>The partitions to fetch.</summary>
        [Field("0+")]
        public FetchPartition[] Partitions { get; set; } = [];
    }

    /// <summary>In an incremental fetch request, the partitions to remove.</summary>
    [WireStruct]
    public sealed partial class ForgottenTopic
    {
        /// <summary>The topic name.</summary>
        [Field("7-12")]
        public string Topic { get; set; } = "";

        /// <summary>The unique topic ID.</summary>
        [Field("13+")]
        public Uuid TopicId { get; set; }

        /// <summary>The partitions indexes to forget.</summary>
        [Field("7+")]
        public int[] Partitions { get; set; } = [];
    }

    /// <summary>The partitions to fetch.</summary>
    [WireStruct]
    public sealed partial class FetchPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>The current leader epoch of the partition.</summary>
        [Field("9+")]
        public int CurrentLeaderEpoch { get; set; } = -1;

        /// <summary>The message offset.</summary>
        [Field("0+")]
        public long FetchOffset { get; set; }

        /// <summary>The epoch of the last fetched record or -1 if there is none.</summary>
        [Field("12+")]
        public int LastFetchedEpoch { get; set; } = -1;

        /// <summary>
        /// The earliest available offset of the follower replica.  The field is only used when the request is sent by the follower.
        /// </summary>
        [Field("5+")]
        public long LogStartOffset { get; set; } = -1;

        /// <summary>The maximum bytes to fetch from this partition.  See KIP-74 for cases where this limit may not be honored.</summary>
        [Field("0+")]
        public int PartitionMaxBytes { get; set; }

        /// <summary>The directory id of the follower fetching.</summary>
        [Field("17+", Tag = 0)]
        public Uuid ReplicaDirectoryId { get; set; }

        /// <summary>
        /// The high-watermark known by the replica. -1 if the high-watermark is not known and 9223372036854775807 if the feature is not
        /// supported.
        /// </summary>
        [Field("18+", Tag = 1)]
        public long HighWatermark { get; set; } = long.MaxValue;
    }
}
