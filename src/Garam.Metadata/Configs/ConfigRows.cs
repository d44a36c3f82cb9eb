using Garam.Metadata.State;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Configs;

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

    public void RestoreInto(ClusterState state)
    {
        var settings = ConfigTable.NewSettings();
        foreach (var value in Values)
        {
            settings[value.Name] = value.Value;
        }

        state.Configs.Restore(new ConfigResource((ConfigResourceType)ResourceType, ResourceName), settings.ToImmutable());
    }
}
