using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

[WireStruct(Flexible = "0+")]
public sealed partial class ConfigValue
{
    [Field]
    public string Name { get; set; } = "";

    [Field]
    public string Value { get; set; } = "";
}
