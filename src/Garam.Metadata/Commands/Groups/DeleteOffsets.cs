using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>An admin tool removes offsets of a group.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteOffsets : Command
{
    public override CommandType Type => CommandType.DeleteOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public OffsetToDelete[] Partitions { get; set; } = [];
}
