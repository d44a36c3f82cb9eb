using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>An admin client deletes everything before an offset; -1 means everything up to the high watermark.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteRecords : Command
{
    public const long HighWatermarkOffset = -1;

    public override CommandType Type => CommandType.DeleteRecords;

    [Field]
    public PartitionOffset[] Partitions { get; set; } = [];
}
