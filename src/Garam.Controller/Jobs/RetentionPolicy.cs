using System.Collections.Immutable;
using System.Globalization;
using Garam.Metadata.Configs;

namespace Garam.Controller.Jobs;

/// <summary>What a topic's settings say about deletion.</summary>
/// <param name="Deletes">False with <c>cleanup.policy=compact</c> alone: then neither age nor size deletes anything.</param>
/// <param name="RetentionMs">Negative: no limit.</param>
/// <param name="RetentionBytes">Of one partition; negative: no limit.</param>
public readonly record struct RetentionPolicy(bool Deletes, long RetentionMs, long RetentionBytes)
{
    private const long MillisecondsPerMinute = 60_000;
    private const long MillisecondsPerHour = 60 * MillisecondsPerMinute;

    /// <summary>Kafka's defaults: seven days, any size.</summary>
    private const long DefaultHours = 7 * 24;

    /// <summary>As Kafka resolves them: the topic's own setting, else the brokers' (in ms, minutes or hours, the finest wins), else the default.</summary>
    public static RetentionPolicy Resolve(ConfigTable configs, string topic)
    {
        var own = configs.SetOn(ConfigResource.Topic(topic));
        var brokers = configs.SetOn(ConfigResource.BrokerDefault);
        var policy = own.GetValueOrDefault("cleanup.policy") ?? brokers.GetValueOrDefault("log.cleanup.policy") ?? "delete";
        var retentionMs = Number(own, "retention.ms")
            ?? Number(brokers, "log.retention.ms")
            ?? Scaled(Number(brokers, "log.retention.minutes"), MillisecondsPerMinute)
            ?? Scaled(Number(brokers, "log.retention.hours") ?? DefaultHours, MillisecondsPerHour);
        return new RetentionPolicy(
            policy.Split(',', StringSplitOptions.TrimEntries).Contains("delete"),
            retentionMs!.Value,
            Number(own, "retention.bytes") ?? Number(brokers, "log.retention.bytes") ?? -1);
    }

    private static long? Number(ImmutableSortedDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static long? Scaled(long? value, long factor) => value < 0 ? -1 : value * factor;
}
