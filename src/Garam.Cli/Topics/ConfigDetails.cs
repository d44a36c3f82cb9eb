using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>A setting with where its value comes from.</summary>
internal sealed record ConfigDetails(string Name, string? Value, string Source, bool ReadOnly, bool Sensitive)
{
    public static ConfigDetails From(ConfigEntry config) => new(config.Name, config.Value, NameOf(config.Source), config.IsReadOnly, config.IsSensitive);

    private static string NameOf(ConfigSource source) => source switch
    {
        ConfigSource.Topic => "topic",
        ConfigSource.Broker => "broker",
        ConfigSource.AllBrokers => "all-brokers",
        ConfigSource.BrokerFile => "broker-file",
        ConfigSource.Default => "default",
        _ => "other",
    };
}
