using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>An admin tool removes a group that has no members, with its offsets.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteGroup : Command
{
    public override CommandType Type => CommandType.DeleteGroup;

    [Field]
    public string GroupId { get; set; } = "";
}
