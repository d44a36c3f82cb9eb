using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Segments;

/// <summary>What the state machine needs to know of one record batch.</summary>
[WireStruct(Flexible = "0+")]
public partial struct SegmentBatch
{
    public SegmentBatch()
    {
    }

    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    /// <summary>Of its first byte in the segment.</summary>
    [Field]
    public int Position { get; set; }

    [Field]
    public int Length { get; set; }

    /// <summary>Offsets that it takes: its last offset delta and one.</summary>
    [Field]
    public int RecordCount { get; set; }

    [Field]
    public long BaseTimestampMs { get; set; }

    [Field]
    public long MaxTimestampMs { get; set; }

    /// <summary>-1 for a producer that is not idempotent.</summary>
    [Field]
    public long ProducerId { get; set; } = -1;

    [Field]
    public short ProducerEpoch { get; set; } = -1;

    [Field]
    public int BaseSequence { get; set; } = -1;

    /// <summary>The attributes of its header.</summary>
    [Field]
    public short Attributes { get; set; }

    public readonly TopicPartition TopicPartition => new(TopicId, Partition);

    /// <summary>Bit 3: the agent stamped it (message.timestamp.type=LogAppendTime).</summary>
    public readonly bool IsLogAppendTime => (Attributes & 0x08) != 0;
}
