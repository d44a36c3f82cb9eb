using System.Globalization;
using Garam.Metadata.Configs;
using Garam.Transport.Frames;

namespace Garam.Composition;

/// <summary>
/// The settings that a process was started with, under Kafka's names: DescribeConfigs must show the value that the process acts on, not
/// Kafka's default if that differs. A setting that a part obeys belongs here, or among those that are read from the state.
/// </summary>
public static class StartedSettings
{
    /// <summary>Every setting that an option stands for.</summary>
    public static IReadOnlyDictionary<string, string> Of(NodeOptions options) => new Dictionary<string, string>
    {
        ["connections.max.idle.ms"] = Milliseconds(options.Frames.ConnectionIdleMax),
        ["fetch.max.bytes"] = Number(options.Fetch.ResponseBytesMax),
        ["group.initial.rebalance.delay.ms"] = Milliseconds(options.Groups.InitialRebalanceDelay),
        ["group.max.session.timeout.ms"] = Milliseconds(options.Groups.SessionTimeoutMax),
        ["group.max.size"] = Number(options.Groups.GroupSizeMax),
        ["group.min.session.timeout.ms"] = Milliseconds(options.Groups.SessionTimeoutMin),
        ["log.retention.check.interval.ms"] = Milliseconds(options.Jobs.Interval),
        ["log.segment.delete.delay.ms"] = Milliseconds(options.Jobs.DeletionGrace),
        ["max.connections"] = Number(options.ConnectionsMax),
        ["max.incremental.fetch.session.cache.slots"] = Number(options.Fetch.SessionsMax),
        ["offset.metadata.max.bytes"] = Number(options.Groups.OffsetMetadataBytesMax),
        ["offsets.retention.check.interval.ms"] = Milliseconds(options.Groups.OffsetsRetentionCheckInterval),
        ["offsets.retention.minutes"] = Number((long)options.Groups.OffsetsRetention.TotalMinutes),
        ["producer.id.expiration.ms"] = Milliseconds(options.Jobs.ProducerIdExpiration),
        ["socket.request.max.bytes"] = Number(RequestBytesMax(options)),
    };

    /// <summary>Those that differ from Kafka's default: as in Kafka, the others are shown as defaults.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Changed(NodeOptions options) =>
        Of(options).Where(setting => ConfigCatalog.Brokers[setting.Key].Default != setting.Value);

    /// <summary>Unless it is set, the largest request is what the memory for frames holds.</summary>
    public static int RequestBytesMax(NodeOptions options) =>
        options.Frames.SocketRequestBytesMax ?? FrameAdmission.FrameBytesMaxOf(options.FrameMemory.LargeBytes);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan value) => Number((long)value.TotalMilliseconds);
}
