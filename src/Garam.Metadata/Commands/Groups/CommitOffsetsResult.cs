using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>Either the whole commit is refused, or each partition has an error of its own, in the order of the command.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class CommitOffsetsResult : CommandResult
{
    [Field]
    public ErrorCode ErrorCode { get; set; }

    [Field]
    public ErrorCode[] PartitionErrors { get; set; } = [];

    public override ErrorCode Error => ErrorCode;

    public static CommitOffsetsResult Refused(ErrorCode error) => new() { ErrorCode = error };
}
