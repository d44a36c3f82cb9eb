using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

/// <summary>One outcome per partition, in the order of the command.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteRecordsResult : CommandResult
{
    [Field]
    public DeletedRecords[] Partitions { get; set; } = [];

    public override ErrorCode Error => ErrorCode.None;
}
