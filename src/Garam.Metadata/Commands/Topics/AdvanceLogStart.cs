using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>Retention: these logs start later now. What is planned out of date (a deleted topic, a start that moved on) is passed over.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class AdvanceLogStart : Command
{
    public override CommandType Type => CommandType.AdvanceLogStart;

    [Field]
    public PartitionOffset[] Partitions { get; set; } = [];
}
