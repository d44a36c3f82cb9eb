using Garam.Metadata.Groups;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>A static member came back under a new member id; the old id is fenced from here on.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ReplaceStaticMember : Command
{
    public override CommandType Type => CommandType.ReplaceStaticMember;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public string ReplacedMemberId { get; set; } = "";

    /// <summary>As it joined now. The group stays stable under the old assignment only if <see cref="KeepsGeneration"/>.</summary>
    [Field]
    public GroupMember Member { get; set; } = new();

    /// <summary>False when the group has to rebalance: its protocol changes, or the leader was already given the old id.</summary>
    [Field]
    public bool KeepsGeneration { get; set; }
}
