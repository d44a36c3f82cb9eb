using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>One member's part of <see cref="AssignGroup"/>, in the assignor's own format.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class GroupAssignment
{
    [Field]
    public string MemberId { get; set; } = "";

    [Field]
    public ReadOnlyMemory<byte> Assignment { get; set; }
}
