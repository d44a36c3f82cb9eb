using Garam.Metadata.Partitions;

namespace Garam.Controller.Jobs;

/// <summary>
/// Decides where a log starts, by Kafka's rules on extents in place of log segments: from the oldest on, and up to the first that has
/// to stay. Pure.
/// </summary>
internal static class RetentionPlanner
{
    /// <param name="policy">What the topic's settings say.</param>
    /// <param name="extents">The oldest extents of the log, in order; not necessarily all.</param>
    /// <param name="sizeBytes">Of the whole log; null when it is not known for sure, then size deletes nothing.</param>
    /// <param name="commitTimesSinceMs">Since when segments carry the time of their commit; null while they do not.</param>
    /// <param name="nowMs">The leader's time; null while it is not to be trusted, then age deletes nothing.</param>
    /// <returns>Null when nothing is to be deleted.</returns>
    public static long? PlanLogStart(RetentionPolicy policy, ReadOnlySpan<Extent> extents, long? sizeBytes, long? commitTimesSinceMs, long? nowMs)
    {
        if (!policy.Deletes)
        {
            return null;
        }

        long? logStart = null;
        foreach (var extent in extents)
        {
            var isTooOld = policy.RetentionMs >= 0 && BornMs(extent, commitTimesSinceMs) < nowMs - policy.RetentionMs;
            var isTooMuch = policy.RetentionBytes >= 0 && sizeBytes - extent.Length >= policy.RetentionBytes;
            if (!isTooOld && !isTooMuch)
            {
                break;
            }

            logStart = extent.LastOffset + 1;
            sizeBytes -= extent.Length;
        }

        return logStart;
    }

    /// <summary>
    /// Records without a credible time of their own age from their commit; those committed before commit times were kept, from the day on which
    /// that began. While it has not begun they stay.
    /// </summary>
    private static long BornMs(in Extent extent, long? commitTimesSinceMs) => extent switch
    {
        { MaxTimestampMs: >= 0 } => extent.MaxTimestampMs,
        { CommittedMs: > 0 } => extent.CommittedMs,
        _ => commitTimesSinceMs ?? long.MaxValue,
    };
}
