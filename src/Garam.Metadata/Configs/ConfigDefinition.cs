using System.Globalization;

namespace Garam.Metadata.Configs;

/// <summary>One setting as Kafka defines it.</summary>
public sealed record ConfigDefinition(string Name, ConfigType Type, string Documentation)
{
    /// <summary>Null when it has none.</summary>
    public string? Default { get; init; }

    /// <summary>The broker setting that gives a topic setting its default; null for a broker setting.</summary>
    public string? BrokerName { get; init; }

    /// <summary>The setting can be changed while the broker runs.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>The value is never shown.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>
    /// All agents must see the same value, because it decides the fate of topics and groups: a single broker cannot have its own.
    /// </summary>
    public bool IsClusterWide { get; init; }

    /// <summary>Describes the effect here where it differs from Kafka's text. Part of the documentation.</summary>
    public string? Note { get; init; }

    internal ConfigRule Rule { get; init; } = ConfigRule.Anything;

    /// <summary>Returns null when the value is valid, and otherwise Kafka's message.</summary>
    public string? Fault(string value)
    {
        var fault = Rule.Fault(Name, Type, value.Trim());
        var isReportedRaw = Type is ConfigType.Boolean or ConfigType.Int or ConfigType.Long or ConfigType.Short;
        return fault switch
        {
            null => null,
            { Value: null } => fault.Reason,
            _ => $"Invalid value {(isReportedRaw ? value : fault.Value)} for configuration {Name}: {fault.Reason}",
        };
    }

    /// <summary>
    /// Returns a topic's value as Kafka shows it after parsing: without blanks, and with one spelling for each number and truth value.
    /// </summary>
    public string Shown(string value)
    {
        var text = value.Trim();
        return Type switch
        {
            ConfigType.Boolean when bool.TryParse(text, out var flag) => flag ? "true" : "false",
            ConfigType.Int or ConfigType.Long or ConfigType.Short
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                number.ToString(CultureInfo.InvariantCulture),
            ConfigType.Double when JavaDouble.TryParse(text, out var number) => JavaDouble.ToText(number),
            ConfigType.List => Rule.Shown(text),
            _ => text,
        };
    }
}

/// <summary>The numbers are Kafka's, as in the answer of DescribeConfigs.</summary>
public enum ConfigType : sbyte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Short = 4,
    Long = 5,
    Double = 6,
    List = 7,
    Class = 8,
    Password = 9,
}
