using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Configs;

[WireStruct(Flexible = "0+")]
public sealed partial class ConfigChange
{
    [Field]
    public string Name { get; set; } = "";

    /// <summary>Null goes back to the default.</summary>
    [Field(Nullable = "0+")]
    public string? Value { get; set; }
}
