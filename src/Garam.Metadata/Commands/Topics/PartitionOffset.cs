using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>A partition and the offset that its log shall start at.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class PartitionOffset
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long Offset { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}
