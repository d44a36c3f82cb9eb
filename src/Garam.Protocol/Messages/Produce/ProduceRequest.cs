using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Produce;

[Message(ApiKey.Produce, "3-13", Flexible = "9+")]
public sealed partial class ProduceRequest : IRequest
{
    /// <summary>The transactional ID, or null if the producer is not transactional.</summary>
    [Field("3+", Nullable = "3+")]
    public string? TransactionalId { get; set; }

    /// <summary>
    /// The number of acknowledgments the producer requires the leader to have received before considering a request complete. Allowed
    /// values: 0 for no acknowledgments, 1 for only the leader and -1 for the full ISR.
    /// </summary>
    [Field("0+")]
    public short Acks { get; set; }

    /// <summary>The timeout to await a response in milliseconds.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>Each topic to produce to.</summary>
    [Field("0+")]
    public TopicProduceData[] TopicData { get; set; } = [];

    /// <summary>Each topic to produce to.</summary>
    [WireStruct]
    public sealed partial class TopicProduceData
    {
        /// <summary>The topic name.</summary>
        [Field("0-12")]
        public string Name { get; set; } = "";

        /// <summary>The unique topic ID</summary>
        [Field("13+")]
        public Uuid TopicId { get; set; }

        /// <summary>Each partition to produce to.</summary>
        [Field("0+")]
        public PartitionProduceData[] PartitionData { get; set; } = [];
    }

    /// <summary>Each partition to produce to.</summary>
    [WireStruct]
    public sealed partial class PartitionProduceData
    {
        /// <summary>The partition index.</summary>
        [Field("0+")]
        public int Index { get; set; }

        /// <summary>The record data to be produced.</summary>
        [Field("0+", Nullable = "0+")]
        public RecordSlices Records { get; set; }
    }
}
