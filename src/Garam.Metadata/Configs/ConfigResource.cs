namespace Garam.Metadata.Configs;

/// <summary>An owner of settings: a topic by name, a broker by node id, or all brokers (empty name).</summary>
public readonly record struct ConfigResource(ConfigResourceType Type, string Name) : IComparable<ConfigResource>
{
    public static readonly ConfigResource BrokerDefault = new(ConfigResourceType.Broker, "");

    public static ConfigResource Topic(string name) => new(ConfigResourceType.Topic, name);

    public static ConfigResource Broker(int nodeId) =>
        new(ConfigResourceType.Broker, nodeId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public int CompareTo(ConfigResource other)
    {
        var type = Type.CompareTo(other.Type);
        return type != 0 ? type : string.CompareOrdinal(Name, other.Name);
    }
}

/// <summary>The numbers are Kafka's, as on the wire.</summary>
public enum ConfigResourceType : sbyte
{
    Topic = 2,
    Broker = 4,
    Group = 32,
}
