using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;

namespace Garam.Broker.WritePath;

/// <summary>A topic's settings about the batches that it takes, ready for checking them.</summary>
internal readonly record struct TopicRules(
    int BatchBytesMax, TimestampType TimestampType, long BeforeMaxMs, long AfterMaxMs, bool IsKeyRequired, bool ValidatesCompressedRecords)
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

/// <summary>The topic that batches are bound to on arrival, so that one created later under the same name cannot receive them.</summary>
internal readonly record struct TopicBinding(ErrorCode Error, Uuid TopicId, string Name, int Partitions, TopicRules Rules)
{
    /// <summary>One for each topic of the request; the caller holds the replica's lock.</summary>
    public static TopicBinding[] Bind(ClusterState state, (ProduceRequest Request, short Version) call)
    {
        var topics = call.Request.TopicData;
        var bindings = new TopicBinding[topics.Length];
        for (var i = 0; i < bindings.Length; i++)
        {
            var byId = call.Version >= 13; // KIP-516: topics by id
            var isKnown = byId ? state.Topics.TryGet(topics[i].TopicId, out var topic) : state.Topics.TryGet(topics[i].Name, out topic);
            bindings[i] = isKnown
                ? new TopicBinding(ErrorCode.None, topic!.Id, topic.Name, topic.Partitions, TopicRules.Read(state, topic))
                : new TopicBinding(byId ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition, default, "", 0, default);
        }

        return bindings;
    }
}
