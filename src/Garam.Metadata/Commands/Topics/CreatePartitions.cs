using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>Raises the number of a topic's partitions.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class CreatePartitions : Command
{
    public override CommandType Type => CommandType.CreatePartitions;

    [Field]
    public Uuid TopicId { get; set; }

    /// <summary>All of them, not the new ones.</summary>
    [Field]
    public int Partitions { get; set; }
}
