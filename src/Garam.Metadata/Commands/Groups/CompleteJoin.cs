using Garam.Metadata.Groups;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>A join round is over: the next generation with its members, whose assignments are empty until <see cref="AssignGroup"/>. Without members the group is empty.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class CompleteJoin : Command
{
    public override CommandType Type => CommandType.CompleteJoin;

    [Field]
    public string GroupId { get; set; } = "";

    /// <summary>One more than the group's, or 1 for a new group: a second coordinator's round would be refused.</summary>
    [Field]
    public int Generation { get; set; }

    [Field]
    public string ProtocolType { get; set; } = "";

    /// <summary>Null when there are no members.</summary>
    [Field(Nullable = "0+")]
    public string? ProtocolName { get; set; }

    [Field(Nullable = "0+")]
    public string? LeaderId { get; set; }

    [Field]
    public GroupMember[] Members { get; set; } = [];
}
