using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// Reports which limit refused which group, in the log and in a counter. At most one line per limit and interval, because a client that is
/// refused mostly asks again at once. Guarded by the coordinator's lock.
/// </summary>
internal sealed class GroupRefusals(GroupMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<GroupLimit, (long At, int LeftOut)> _told = [];

    /// <param name="groupId">The group that asked for more.</param>
    /// <param name="bytes">The bytes that the request would have taken, where the limit is one of bytes.</param>
    /// <param name="max">The value of the limit.</param>
    public void Tell(GroupLimit limit, string groupId, long bytes, long max)
    {
        metrics.Refused(limit);
        var now = time.GetTimestamp();
        if (_told.TryGetValue(limit, out var last) && time.GetElapsedTime(last.At, now) < Interval)
        {
            _told[limit] = last with { LeftOut = last.LeftOut + 1 };
            return;
        }

        _told[limit] = (now, 0);
        Write(limit, groupId, bytes, max, last.LeftOut);
    }

    private void Write(GroupLimit limit, string groupId, long bytes, long max, int leftOut)
    {
        switch (limit)
        {
            case GroupLimit.Record:
                GroupCoordinatorLog.RecordTooLarge(logger, groupId, bytes, max, leftOut);
                break;
            case GroupLimit.Memory:
                GroupCoordinatorLog.MemoryUsedUp(logger, groupId, bytes, max, leftOut);
                break;
            default:
                GroupCoordinatorLog.TooMany(logger, groupId, limit, max, leftOut);
                break;
        }
    }
}

/// <summary>The limit that a request met. The names are those of the metric's label.</summary>
internal enum GroupLimit
{
    None,

    /// <summary>Groups in the cluster.</summary>
    Groups,

    /// <summary>Members, and ids given out, in all groups.</summary>
    Members,

    /// <summary>Memory of all groups.</summary>
    Memory,

    /// <summary>The record that Kafka would write of one group or one commit.</summary>
    Record,
}
