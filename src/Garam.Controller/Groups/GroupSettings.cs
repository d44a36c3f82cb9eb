using System.Globalization;
using Garam.Metadata.Configs;

namespace Garam.Controller.Groups;

/// <summary>
/// The current values of the broker settings for groups that can be altered at run time: the value for all brokers, or else the value that
/// this process was started with. A single broker's setting does not count, because any broker may come to lead.
/// </summary>
internal sealed class GroupSettings(IGroupStateReader state, GroupCoordinatorOptions options)
{
    private const int KafkaRecordBytesMax = 1_048_588;

    public TimeSpan SessionTimeoutMin => Milliseconds("group.min.session.timeout.ms") ?? options.SessionTimeoutMin;

    public TimeSpan SessionTimeoutMax => Milliseconds("group.max.session.timeout.ms") ?? options.SessionTimeoutMax;

    public TimeSpan InitialRebalanceDelay => Milliseconds("group.initial.rebalance.delay.ms") ?? options.InitialRebalanceDelay;

    public int GroupSizeMax => Number("group.max.size") ?? options.GroupSizeMax;

    public int OffsetMetadataBytesMax => Number("offset.metadata.max.bytes") ?? options.OffsetMetadataBytesMax;

    /// <summary>The limit of a record of the offsets topic in Kafka: see <see cref="OffsetsTopicRecords"/>.</summary>
    public int RecordBytesMax => Number("message.max.bytes") ?? KafkaRecordBytesMax;

    public TimeSpan OffsetsRetention =>
        Number("offsets.retention.minutes") is { } minutes ? TimeSpan.FromMinutes(minutes) : options.OffsetsRetention;

    private TimeSpan? Milliseconds(string name) => Number(name) is { } number ? TimeSpan.FromMilliseconds(number) : null;

    private int? Number(string name)
    {
        var text = state.Read(cluster => cluster.Configs.SetOn(ConfigResource.BrokerDefault).GetValueOrDefault(name));
        return text is null ? null : int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
