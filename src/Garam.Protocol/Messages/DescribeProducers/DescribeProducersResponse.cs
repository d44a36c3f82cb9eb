using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeProducers;

[Message(ApiKey.DescribeProducers, "0", Flexible = "0+")]
public sealed partial class DescribeProducersResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Each topic in the response.</summary>
    [Field("0+")]
    public TopicResponse[] Topics { get; set; } = [];

    /// <summary>Each topic in the response.</summary>
    [WireStruct]
    public sealed partial class TopicResponse
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Each partition in the response.</summary>
        [Field("0+")]
        public PartitionResponse[] Partitions { get; set; } = [];
    }

    /// <summary>Each partition in the response.</summary>
    [WireStruct]
    public sealed partial class PartitionResponse
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The partition error code, or 0 if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The partition error message, which may be null if no additional details are available.</summary>
        [Field("0+", Nullable = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>The active producers for the partition.</summary>
        [Field("0+")]
        public ProducerState[] ActiveProducers { get; set; } = [];
    }

    /// <summary>The active producers for the partition.</summary>
    [WireStruct]
    public sealed partial class ProducerState
    {
        /// <summary>The producer id.</summary>
        [Field("0+")]
        public long ProducerId { get; set; }

        /// <summary>The producer epoch.</summary>
        [Field("0+")]
        public int ProducerEpoch { get; set; }

        /// <summary>The last sequence number sent by the producer.</summary>
        [Field("0+")]
        public int LastSequence { get; set; } = -1;

        /// <summary>The last timestamp sent by the producer.</summary>
        [Field("0+")]
        public long LastTimestamp { get; set; } = -1;

        /// <summary>The current epoch of the producer group.</summary>
        [Field("0+")]
        public int CoordinatorEpoch { get; set; }

        /// <summary>The current transaction start offset of the producer.</summary>
        [Field("0+")]
        public long CurrentTxnStartOffset { get; set; } = -1;
    }
}
