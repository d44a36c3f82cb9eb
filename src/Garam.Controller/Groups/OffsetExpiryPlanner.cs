using System.Collections.Immutable;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// Which offsets of a group are out of date, by Kafka's rules: those of a group that has been empty for the retention time, those of a
/// simple consumer by their own age, and in a stable consumer group those of topics that no member reads. Offsets of a topic that is
/// gone are always out of date. Pure.
/// </summary>
internal static class OffsetExpiryPlanner
{
    /// <summary>One command's worth: its entry must not hold up the journal.</summary>
    public const int OffsetsMax = 1000;

    /// <summary>Null when there is nothing to do. More may be left after it.</summary>
    /// <param name="subscribed">The topics that members read; null while it cannot be known.</param>
    public static ExpireOffsets? Plan(GroupState group, ImmutableSortedDictionary<Uuid, TopicState> topics, IReadOnlySet<string>? subscribed, long nowMs, long retentionMs)
    {
        var expired = group.Offsets
            .Where(offset => !topics.TryGetValue(offset.Key.TopicId, out var topic) || IsExpired(group, topic.Name, offset.Value, subscribed, nowMs, retentionMs))
            .Take(OffsetsMax)
            .Select(offset => new ExpiredOffset
            {
                TopicId = offset.Key.TopicId,
                Partition = offset.Key.Partition,
                CommitTimestampMs = offset.Value.CommitTimestampMs,
            })
            .ToArray();
        var isAbandoned = group.Phase == GroupPhase.Empty && group.Offsets.Count == expired.Length;
        return expired.Length > 0 || isAbandoned
            ? new ExpireOffsets { GroupId = group.GroupId, PhaseSinceMs = group.PhaseSinceMs, Offsets = expired }
            : null;
    }

    private static bool IsExpired(
        GroupState group, string topic, CommittedOffset offset, IReadOnlySet<string>? subscribed, long nowMs, long retentionMs)
    {
        if (!MayExpire(group, topic, subscribed))
        {
            return false;
        }

        if (offset.ExpireTimestampMs >= 0)
        {
            return nowMs >= offset.ExpireTimestampMs;
        }

        var since = group.ProtocolType is not null && group.Phase == GroupPhase.Empty
            ? Math.Max(group.PhaseSinceMs, offset.CommitTimestampMs)
            : offset.CommitTimestampMs;
        return nowMs - since >= retentionMs;
    }

    private static bool MayExpire(GroupState group, string topic, IReadOnlySet<string>? subscribed) => group.Phase switch
    {
        GroupPhase.Empty => true,
        GroupPhase.Stable => subscribed is not null && !subscribed.Contains(topic),
        _ => false,
    };
}
