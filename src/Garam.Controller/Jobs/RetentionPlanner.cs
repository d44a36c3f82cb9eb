using Garam.Metadata.Configs;
using Garam.Metadata.Partitions;

namespace Garam.Controller.Jobs;

/// <summary>
/// Decides where a log starts, by Kafka's rules on extents in place of log segments: from the oldest on, and up to the first that has
/// to stay. Pure.
/// </summary>
internal static class RetentionPlanner
{
    /// <param name="policy">The topic's settings.</param>
    /// <param name="extents">The oldest extents of the log, in order; not necessarily all.</param>
    /// <param name="sizeBytes">The size of the whole log; null when it is not certain, and then size deletes nothing.</param>
    /// <param name="commitTimesSinceMs">The time since when segments carry the time of their commit; null while they do not.</param>
    /// <param name="nowMs">The leader's time; null while it is not trusted, and then age deletes nothing.</param>
    /// <returns>Null when nothing is to be deleted.</returns>
    public static long? PlanLogStart(
        RetentionPolicy policy, ReadOnlySpan<Extent> extents, long? sizeBytes, long? commitTimesSinceMs, long? nowMs)
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
    /// Records without a credible time of their own age from their commit. Those committed before commit times were kept age from the day
    /// on which that began; while it has not begun they stay.
    /// </summary>
    private static long BornMs(in Extent extent, long? commitTimesSinceMs) => extent switch
    {
        { MaxTimestampMs: >= 0 } => extent.MaxTimestampMs,
        { CommittedMs: > 0 } => extent.CommittedMs,
        _ => commitTimesSinceMs ?? long.MaxValue,
    };
}

/// <summary>A topic's settings on deletion.</summary>
/// <param name="Deletes">False with <c>cleanup.policy=compact</c> alone: then neither age nor size deletes anything.</param>
/// <param name="RetentionMs">Negative: no limit.</param>
/// <param name="RetentionBytes">The limit for one partition; negative: no limit.</param>
internal readonly record struct RetentionPolicy(bool Deletes, long RetentionMs, long RetentionBytes)
{
    /// <summary>The caller holds the replica's lock.</summary>
    public static RetentionPolicy Resolve(ConfigTable configs, string topic)
    {
        var settings = configs.SettingsOf(topic);
        return new RetentionPolicy(settings.IsDeleted, settings.RetentionMs, settings.RetentionBytes);
    }
}
