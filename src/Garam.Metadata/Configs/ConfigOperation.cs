namespace Garam.Metadata.Configs;

/// <summary>One change as IncrementalAlterConfigs asks for it.</summary>
public readonly record struct ConfigOperation(string Name, ConfigOperationType Type, string? Value);

/// <summary>Kafka's numbers, as on the wire.</summary>
public enum ConfigOperationType : sbyte
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}
