namespace Garam.Metadata.Commands.Configs;

/// <summary>Kafka's numbers, as on the wire.</summary>
public enum ConfigResourceType : sbyte
{
    Topic = 2,
    Broker = 4,
    Group = 32,
}
