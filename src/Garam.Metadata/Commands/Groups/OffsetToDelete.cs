using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>One partition of <see cref="DeleteOffsets"/>.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class OffsetToDelete
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}
