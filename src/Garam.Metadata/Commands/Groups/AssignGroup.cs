using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>The leader of a generation has computed every member's assignment. Members that it left out get an empty one.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class AssignGroup : Command
{
    public override CommandType Type => CommandType.AssignGroup;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public GroupAssignment[] Assignments { get; set; } = [];
}
