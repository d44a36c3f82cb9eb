using System.Globalization;

namespace Garam.Metadata.Configs;

/// <summary>One setting as Kafka defines it.</summary>
public sealed record ConfigDefinition(string Name, ConfigType Type, string Documentation)
{
    /// <summary>Null when it has none.</summary>
    public string? Default { get; init; }

    /// <summary>Of a topic's setting: the broker's setting that gives its default.</summary>
    public string? BrokerName { get; init; }

    /// <summary>It can be changed while the broker runs.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Its value is never shown.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Every agent must see the same value, because it decides what becomes of topics and groups: a single broker cannot have its own.</summary>
    public bool IsClusterWide { get; init; }

    /// <summary>Says what it does here where that is not what Kafka's text says; part of the documentation.</summary>
    public string? Note { get; init; }

    internal ConfigRule Rule { get; init; } = ConfigRule.Anything;

    /// <summary>Null when the value is valid, else what is wrong with it in Kafka's words.</summary>
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

    /// <summary>A topic's value as Kafka shows it, which is what it has parsed: without blanks, each number and truth value in one spelling.</summary>
    public string Shown(string value)
    {
        var text = value.Trim();
        return Type switch
        {
            ConfigType.Boolean when bool.TryParse(text, out var flag) => flag ? "true" : "false",
            ConfigType.Int or ConfigType.Long or ConfigType.Short when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                number.ToString(CultureInfo.InvariantCulture),
            ConfigType.Double when JavaDouble.TryParse(text, out var number) => JavaDouble.ToText(number),
            ConfigType.List => Rule.Shown(text),
            _ => text,
        };
    }
}

/// <summary>Kafka's numbers, as DescribeConfigs answers them.</summary>
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
