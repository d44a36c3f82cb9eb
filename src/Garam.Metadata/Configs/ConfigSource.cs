namespace Garam.Metadata.Configs;

/// <summary>Kafka's numbers, as DescribeConfigs answers them.</summary>
public enum ConfigSource : sbyte
{
    DynamicTopic = 1,
    DynamicBroker = 2,
    DynamicDefaultBroker = 3,
    StaticBroker = 4,
    Default = 5,
}
