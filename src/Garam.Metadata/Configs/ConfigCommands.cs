using Garam.Protocol.Wire;

namespace Garam.Metadata.Configs;

/// <summary>
/// Changes settings of one resource. The values are validated, and appends and subtracts resolved, before the command is submitted.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class AlterConfigs : Command
{
    public override CommandType Type => CommandType.AlterConfigs;

    [Field]
    public sbyte ResourceTypeValue { get; set; }

    /// <summary>A topic name, a node id, a group id, or empty for the default of all brokers.</summary>
    [Field]
    public string ResourceName { get; set; } = "";

    /// <summary>Deletes every setting that the changes do not name, as Kafka's older AlterConfigs does.</summary>
    [Field]
    public bool ReplaceAll { get; set; }

    [Field]
    public ConfigChange[] Changes { get; set; } = [];

    public ConfigResourceType ResourceType => (ConfigResourceType)ResourceTypeValue;
}

[WireStruct(Flexible = "0+")]
public sealed partial class ConfigChange
{
    [Field]
    public string Name { get; set; } = "";

    /// <summary>Null returns the setting to its default.</summary>
    [Field(Nullable = "0+")]
    public string? Value { get; set; }
}

[WireStruct(Flexible = "0+")]
public sealed partial class ConfigValue
{
    [Field]
    public string Name { get; set; } = "";

    [Field]
    public string Value { get; set; } = "";
}
