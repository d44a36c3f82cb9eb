namespace Garam.Metadata.Configs;

/// <summary>Decides which broker settings may be altered where, by Kafka's rules and with its messages.</summary>
internal static class BrokerRules
{
    private const string ListenerPrefix = "listener.name.";

    /// <summary>
    /// Returns null when this setting may be set on this resource. Settings that Kafka does not know may be set, for plug-ins.
    /// </summary>
    public static string? Fault(ConfigResource resource, string name, ConfigDefinition? definition)
    {
        var isPrefixed = IsOfOneListener(name, out var basic);
        var isOfListeners = IsOfListeners(basic);
        if (isOfListeners && !isPrefixed && basic.StartsWith("ssl.", StringComparison.Ordinal) && definition?.IsDynamic == true)
        {
            return $"These security configs can be dynamically updated only per-listener using the listener prefix: [{name}]";
        }

        if (isOfListeners && resource == ConfigResource.BrokerDefault)
        {
            return $"Cannot update these configs at default cluster level, broker id must be specified: [{name}]";
        }

        // The settings of one listener would be stored and shown, but nothing would obey them.
        if (definition?.IsDynamic == false || isOfListeners)
        {
            return $"Cannot update these configs dynamically: [{name}]";
        }

        return definition?.IsClusterWide == true && resource != ConfigResource.BrokerDefault
            ? $"Every broker must act alike on {name}: it can be set for all brokers only, without a broker id."
            : null;
    }

    private static bool IsOfOneListener(string name, out string basic)
    {
        basic = name;
        if (!name.StartsWith(ListenerPrefix, StringComparison.Ordinal)
            || name.IndexOf('.', ListenerPrefix.Length) is not (>= 0 and var end))
        {
            return false;
        }

        basic = name[(end + 1)..];
        return true;
    }

    /// <summary>The settings that Kafka calls per-broker: listeners and their security.</summary>
    private static bool IsOfListeners(string basic) =>
        basic is "listeners" or "listener.security.protocol.map" or "principal.builder.class"
        || ((basic.StartsWith("ssl.", StringComparison.Ordinal) || basic.StartsWith("sasl.", StringComparison.Ordinal))
            && ConfigCatalog.Brokers.TryGet(basic, out var definition) && definition.IsDynamic);
}
