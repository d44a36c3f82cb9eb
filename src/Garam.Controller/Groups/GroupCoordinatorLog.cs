using Garam.Metadata;
using Garam.Protocol;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

internal static partial class GroupCoordinatorLog
{
    [LoggerMessage(4101, LogLevel.Information, "Coordinating {Groups} groups that have members since epoch {Epoch}.")]
    public static partial void Resumed(ILogger logger, int groups, int epoch);

    [LoggerMessage(4102, LogLevel.Warning, "Leadership was lost while group {GroupId} changed: its members are sent to the next coordinator.")]
    public static partial void Lost(ILogger logger, string groupId, Exception exception);

    [LoggerMessage(4103, LogLevel.Error, "Group {GroupId}: {Command} was refused with {Error}. The group is taken from the state again.")]
    public static partial void Diverged(ILogger logger, string groupId, CommandType command, ErrorCode error);

    [LoggerMessage(4106, LogLevel.Warning,
        "Group {GroupId} was refused a change: its record would have {Bytes} bytes, and message.max.bytes allows {Max}, as in Kafka. Subscribe with fewer topics or members, commit shorter metadata or fewer partitions at once, or raise message.max.bytes. {LeftOut} more such refusals since the last line.")]
    public static partial void RecordTooLarge(ILogger logger, string groupId, long bytes, long max, int leftOut);

    [LoggerMessage(4107, LogLevel.Warning,
        "Group {GroupId} was refused {Bytes} bytes more: all groups together have used up what the setting group-memory allows, {Max} bytes. {LeftOut} more such refusals since the last line.")]
    public static partial void MemoryUsedUp(ILogger logger, string groupId, long bytes, long max, int leftOut);

    [LoggerMessage(4108, LogLevel.Warning, "Group {GroupId} was refused a new member: the cluster has {Max} {Limit}, the most it takes. {LeftOut} more such refusals since the last line.")]
    public static partial void TooMany(ILogger logger, string groupId, GroupLimit limit, long max, int leftOut);

    [LoggerMessage(4109, LogLevel.Error, "Group {GroupId}: {Command} could not be journaled. The group is taken from the state again.")]
    public static partial void Unjournaled(ILogger logger, string groupId, CommandType command, Exception exception);

    [LoggerMessage(4104, LogLevel.Information, "Expired {Offsets} offsets of group {GroupId}.")]
    public static partial void Expired(ILogger logger, int offsets, string groupId);

    [LoggerMessage(4105, LogLevel.Warning, "A round of offset retention was interrupted; the next one starts over.")]
    public static partial void RetentionInterrupted(ILogger logger, Exception exception);
}
