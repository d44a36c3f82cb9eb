using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ListOffsets;

[Message(ApiKey.ListOffsets, "1-11", Flexible = "6+")]
public sealed partial class ListOffsetsRequest : IRequest
{
    /// <summary>The broker ID of the requester, or -1 if this request is being made by a normal consumer.</summary>
    [Field("0+")]
    public int ReplicaId { get; set; }

    /// <summary>
    /// This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level = 0) makes all records
    /// visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED transactional records are visible. To be more
    /// concrete, READ_COMMITTED returns all data from offsets smaller than the current LSO (last stable offset), and enables the inclusion
    /// of the list of aborted transactions in the result, which allows consumers to discard ABORTED transactional records.
    /// </summary>
    [Field("2+")]
    public sbyte IsolationLevel { get; set; }

    /// <summary>Each topic in the request.</summary>
    [Field("0+")]
    public ListOffsetsTopic[] Topics { get; set; } = [];

    /// <summary>
    /// The timeout to await a response in milliseconds for requests that require reading from remote storage for topics enabled with tiered
    /// storage.
    /// </summary>
    [Field("10+")]
    public int TimeoutMs { get; set; }

    /// <summary>Each topic in the request.</summary>
    [WireStruct]
    public sealed partial class ListOffsetsTopic
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Each partition in the request.</summary>
        [Field("0+")]
        public ListOffsetsPartition[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition in the request.</summary>
    [WireStruct]
    public sealed partial class ListOffsetsPartition
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The current leader epoch.</summary>
        [Field("4+")]
        public int CurrentLeaderEpoch { get; set; } = -1;

        /// <summary>The current timestamp.</summary>
        [Field("0+")]
        public long Timestamp { get; set; }
    }
}
