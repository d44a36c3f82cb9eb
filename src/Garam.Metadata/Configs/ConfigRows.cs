using Garam.Protocol.Wire;

namespace Garam.Metadata.Configs;

/// <summary>The rows of settings.</summary>
internal static class ConfigRows
{
    /// <summary>Captures the table now; the rows are made while they are read.</summary>
    public static IEnumerable<SnapshotRecord> Capture(ConfigTable table) =>
        table.Capture().Select(pair => ConfigRecord.Of(pair.Key, pair.Value));
}

/// <summary>The settings of one resource.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ConfigRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Config;

    [Field]
    public sbyte ResourceType { get; set; }

    [Field]
    public string ResourceName { get; set; } = "";

    /// <summary>In the order of their names.</summary>
    [Field]
    public ConfigValue[] Values { get; set; } = [];

    public static ConfigRecord Of(ConfigResource resource, IEnumerable<KeyValuePair<string, string>> settings) => new()
    {
        ResourceType = (sbyte)resource.Type,
        ResourceName = resource.Name,
        Values = [.. settings.Select(pair => new ConfigValue { Name = pair.Key, Value = pair.Value })],
    };

    public void RestoreInto(ConfigTable table)
    {
        var settings = ConfigTable.NewSettings();
        foreach (var value in Values)
        {
            settings[value.Name] = value.Value;
        }

        table.Restore(new ConfigResource((ConfigResourceType)ResourceType, ResourceName), settings.ToImmutable());
    }
}
