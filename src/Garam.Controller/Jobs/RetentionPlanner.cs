using Garam.Metadata.Partitions;

namespace Garam.Controller.Jobs;

/// <summary>
/// Where a log shall start, by Kafka's rules on extents in place of log segments: from the oldest on, and up to the first that has
/// to stay. Pure.
/// </summary>
internal static class RetentionPlanner
{
    /// <param name="policy">What the topic's settings say.</param>
    /// <param name="extents">The oldest extents of the log, in order; not necessarily all.</param>
    /// <param name="sizeBytes">Of the whole log; null when it is not known for sure, then size deletes nothing.</param>
    /// <param name="nowMs">The leader's time; null while it is not to be trusted, then age deletes nothing.</param>
    /// <returns>Null when nothing is to be deleted.</returns>
    public static long? PlanLogStart(RetentionPolicy policy, ReadOnlySpan<Extent> extents, long? sizeBytes, long? nowMs)
    {
        if (!policy.Deletes)
        {
            return null;
        }

        long? logStart = null;
        foreach (var extent in extents)
        {
            var isTooOld = policy.RetentionMs >= 0 && extent.MaxTimestampMs < nowMs - policy.RetentionMs;
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
}
