using Garam.Metadata;
using Garam.Metadata.Topics;
using Garam.Protocol.Records;

namespace Garam.Broker.WritePath;

/// <summary>What a topic's settings say about the batches it takes, ready for checking them.</summary>
internal readonly record struct TopicRules(int BatchBytesMax, TimestampType TimestampType, long BeforeMaxMs, long AfterMaxMs, bool IsKeyRequired)
{
    /// <summary>The caller holds the replica's lock.</summary>
    public static TopicRules Read(ClusterState state, TopicState topic)
    {
        var settings = state.Configs.SettingsOf(topic.Name);
        return new TopicRules(
            settings.MaxMessageBytes,
            settings.UsesLogAppendTime ? TimestampType.LogAppendTime : TimestampType.CreateTime,
            settings.TimestampBeforeMaxMs,
            settings.TimestampAfterMaxMs,
            settings.IsCompacted);
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
}
