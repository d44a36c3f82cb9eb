using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Producers;

[WireStruct(Flexible = "0+")]
public sealed partial class PartitionProducer
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long ProducerId { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}
