using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>Offsets of one group. A simple consumer or an admin tool (generation -1) may commit only while the group has no members.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class CommitOffsets : Command
{
    public override CommandType Type => CommandType.CommitOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; } = -1;

    [Field]
    public string MemberId { get; set; } = "";

    [Field]
    public OffsetToCommit[] Offsets { get; set; } = [];
}
