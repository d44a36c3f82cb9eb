using System.Globalization;
using Garam.Metadata;
using Garam.Metadata.Configs;
using Garam.Metadata.Topics;
using Garam.Protocol.Records;

namespace Garam.Broker.WritePath;

/// <summary>What a topic's settings say about the batches it takes, with Kafka's names and defaults.</summary>
public readonly record struct TopicRules(int BatchBytesMax, TimestampType TimestampType, long BeforeMaxMs, long AfterMaxMs, bool IsKeyRequired)
{
    private const int DefaultBatchBytesMax = 1048588;
    private const long DefaultAfterMaxMs = 3_600_000;

    /// <summary>The caller holds the replica's lock. Values in the state were validated when they were set.</summary>
    public static TopicRules Read(ClusterState state, TopicState topic)
    {
        var settings = new Settings(state.Configs, ConfigResource.Topic(topic.Name));
        return new TopicRules(
            (int)settings.Number("max.message.bytes", "message.max.bytes", DefaultBatchBytesMax),
            settings.Text("message.timestamp.type", "log.message.timestamp.type") == "LogAppendTime" ? TimestampType.LogAppendTime : TimestampType.CreateTime,
            settings.Number("message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms", long.MaxValue),
            settings.Number("message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms", DefaultAfterMaxMs),
            settings.Text("cleanup.policy", "log.cleanup.policy")?.Contains("compact", StringComparison.Ordinal) == true);
    }

    public BatchRules ForBatch(short produceVersion, int bytesMax, long nowMs) => new()
    {
        ProduceVersion = produceVersion,
        BatchBytesMax = Math.Min(BatchBytesMax, bytesMax),
        IsKeyRequired = IsKeyRequired,
        TimestampType = TimestampType,
        TimestampMsMin = nowMs - Math.Min(nowMs, BeforeMaxMs),
        TimestampMsMax = AfterMaxMs > long.MaxValue - nowMs ? long.MaxValue : nowMs + AfterMaxMs,
    };

    /// <summary>A topic's own setting, else what is set for all brokers under the broker's name for it.</summary>
    private readonly struct Settings(ConfigTable table, ConfigResource topic)
    {
        public string? Text(string topicName, string brokerName) =>
            table.SetOn(topic).TryGetValue(topicName, out var value) || table.SetOn(ConfigResource.BrokerDefault).TryGetValue(brokerName, out value)
                ? value
                : null;

        public long Number(string topicName, string brokerName, long fallback) =>
            Text(topicName, brokerName) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : fallback;
    }
}
