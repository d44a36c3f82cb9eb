using Garam.Metadata;
using Garam.Protocol;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

internal static partial class GroupCoordinatorLog
{
    [LoggerMessage(4101, LogLevel.Information, "Coordinating {Groups} groups with members, from epoch {Epoch} on.")]
    public static partial void Resumed(ILogger logger, int groups, int epoch);

    [LoggerMessage(4102, LogLevel.Warning,
        "Leadership was lost while group {GroupId} changed. Its members are sent to the next coordinator.")]
    public static partial void Lost(ILogger logger, string groupId, Exception exception);

    [LoggerMessage(4103, LogLevel.Error, "Group {GroupId}: {Command} was refused with {Error}. Reloading the group from the state.")]
    public static partial void Diverged(ILogger logger, string groupId, CommandType command, ErrorCode error);

    [LoggerMessage(4106, LogLevel.Warning,
        "Refused a change of group {GroupId}: its record would have {Bytes} bytes, but message.max.bytes allows {Max}, as in "
        + "Kafka. Subscribe with fewer topics or members, commit shorter metadata or fewer partitions at once, or raise "
        + "message.max.bytes. {LeftOut} more such refusals since the last message.")]
    public static partial void RecordTooLarge(ILogger logger, string groupId, long bytes, long max, int leftOut);

    [LoggerMessage(4107, LogLevel.Warning,
        "Refused {Bytes} more bytes for group {GroupId}: all groups together use the {Max} bytes that the setting group-memory "
        + "allows. {LeftOut} more such refusals since the last message.")]
    public static partial void MemoryUsedUp(ILogger logger, string groupId, long bytes, long max, int leftOut);

    [LoggerMessage(4108, LogLevel.Warning,
        "Refused a new member of group {GroupId}: the cluster already has {Max} {Limit}, which is the limit. {LeftOut} more such "
        + "refusals since the last message.")]
    public static partial void TooMany(ILogger logger, string groupId, GroupLimit limit, long max, int leftOut);

    [LoggerMessage(4109, LogLevel.Error, "Group {GroupId}: {Command} could not be journaled. Reloading the group from the state.")]
    public static partial void Unjournaled(ILogger logger, string groupId, CommandType command, Exception exception);

    [LoggerMessage(4104, LogLevel.Information, "Expired {Offsets} offsets of group {GroupId}.")]
    public static partial void Expired(ILogger logger, int offsets, string groupId);

    [LoggerMessage(4105, LogLevel.Warning, "A round of offset retention was interrupted. The next round starts over.")]
    public static partial void RetentionInterrupted(ILogger logger, Exception exception);
}
