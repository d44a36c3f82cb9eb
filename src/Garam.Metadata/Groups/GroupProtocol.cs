using Garam.Protocol.Wire;

namespace Garam.Metadata.Groups;

/// <summary>One assignor that a member offers, with its subscription in that assignor's own format, which nobody here reads.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class GroupProtocol
{
    [Field]
    public string Name { get; set; } = "";

    [Field]
    public ReadOnlyMemory<byte> Metadata { get; set; }
}
