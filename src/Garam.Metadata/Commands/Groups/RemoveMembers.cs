using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>Members left or were not heard of in time. Those who stay have to join again.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class RemoveMembers : Command
{
    public override CommandType Type => CommandType.RemoveMembers;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public string[] MemberIds { get; set; } = [];
}
