using Garam.Metadata.Commands;
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

    [LoggerMessage(4104, LogLevel.Information, "Expired {Offsets} offsets of group {GroupId}.")]
    public static partial void Expired(ILogger logger, int offsets, string groupId);

    [LoggerMessage(4105, LogLevel.Warning, "A round of offset retention was interrupted; the next one starts over.")]
    public static partial void RetentionInterrupted(ILogger logger, Exception exception);
}
