using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol.Records;

namespace Garam.Broker.WritePath;

/// <summary>What a topic's settings say about the batches it takes, ready for checking them.</summary>
internal readonly record struct TopicRules(int BatchBytesMax, TimestampType TimestampType, long BeforeMaxMs, long AfterMaxMs, bool IsKeyRequired, bool ValidatesCompressedRecords)
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
            settings.IsCompacted,
            settings.ValidatesCompressedRecords);
    }

    public BatchRules ForBatches(string topic, short produceVersion, SegmentOptions limits, long nowMs) => new()
    {
        ProduceVersion = produceVersion,
        Topic = topic,
        BatchBytesMax = Math.Min(BatchBytesMax, limits.BatchBytesMax),
        ValidatesCompressedRecords = ValidatesCompressedRecords,
        DecompressedBytesMax = limits.DecompressedBytesMax,
        IsKeyRequired = IsKeyRequired,
        TimestampType = TimestampType,
        TimestampMsMin = nowMs - BeforeMaxMs,
        TimestampMsMax = AfterMaxMs > long.MaxValue - nowMs ? long.MaxValue : nowMs + AfterMaxMs,
    };
}
