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

    internal ConfigRule Rule { get; init; } = ConfigRule.Anything;

    /// <summary>Null when the value is valid, else what is wrong with it in Kafka's words.</summary>
    public string? Fault(string value)
    {
        var fault = Rule.Fault(Name, Type, value.Trim());
        var isReportedRaw = Type is ConfigType.Boolean or ConfigType.Int or ConfigType.Long or ConfigType.Short;
        return fault is null ? null : $"Invalid value {(isReportedRaw ? value : fault.Value)} for configuration {Name}: {fault.Reason}";
    }
}
