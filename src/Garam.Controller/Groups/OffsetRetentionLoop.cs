using System.Collections.Immutable;
using Garam.Controller.Leadership;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// Looks through all groups at intervals while this process leads, and deletes expired offsets in bounded commands. Owner: the composition
/// root, which awaits <see cref="RunAsync"/>; one round at a time.
/// </summary>
public sealed class OffsetRetentionLoop(
    GroupCoordinator coordinator,
    ILeader leader,
    IGroupStateReader state,
    LeaderClock clock,
    TimeProvider time,
    ILogger<OffsetRetentionLoop> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(coordinator.Rules.Options.OffsetsRetentionCheckInterval, time, cancellation);
                await TryRoundAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The next leader plans again the rest of a round.
        }
    }

    /// <summary>Visits every group once. Nothing happens unless this process leads and its clock can be trusted.</summary>
    public async ValueTask RunRoundAsync(CancellationToken cancellation)
    {
        var reading = clock.Read();
        if (!coordinator.Leads() || !reading.IsTrusted)
        {
            return;
        }

        foreach (var groupId in state.Read(cluster => cluster.Groups.Capture()).Keys)
        {
            while (Plan(groupId, reading.NowMs) is { } command)
            {
                await leader.SubmitAsync(command, cancellation);
                GroupCoordinatorLog.Expired(logger, command.Offsets.Length, groupId);
                if (command.Offsets.Length < OffsetExpiryPlanner.OffsetsMax)
                {
                    break;
                }
            }
        }
    }

    private async ValueTask TryRoundAsync(CancellationToken cancellation)
    {
        try
        {
            await RunRoundAsync(cancellation);
        }
        catch (GaramException lost)
        {
            GroupCoordinatorLog.RetentionInterrupted(logger, lost);
        }
    }

    /// <summary>Leaves a group alone that members are joining right now: they come for its offsets.</summary>
    private ExpireOffsets? Plan(string groupId, long nowMs)
    {
        var (phase, hasPending, subscribed) = coordinator.Inspect(
            groupId, group => (group.Phase, group.Roster.Pending.Count > 0, Subscriptions.Of(group)));
        var retentionMs = (long)coordinator.Rules.Settings.OffsetsRetention.TotalMilliseconds;
        var (group, topics) = state.Read(
            cluster => (cluster.Groups.TryGet(groupId, out var found) ? found : null, cluster.Topics.CaptureTopics()));
        return group is not null && group.Phase == phase && !hasPending
            ? OffsetExpiryPlanner.Plan(group, topics, group.ProtocolType == "consumer" ? subscribed : null, nowMs, retentionMs)
            : null;
    }
}

/// <summary>
/// Plans which offsets of a group have expired, by Kafka's rules: those of a group that has been empty for the retention time, those of a
/// simple consumer by their own age, and in a stable consumer group those of topics that no member reads. Offsets of a deleted topic have
/// always expired. Pure.
/// </summary>
internal static class OffsetExpiryPlanner
{
    /// <summary>The most for one command: its entry must not hold up the journal.</summary>
    public const int OffsetsMax = 1000;

    /// <summary>Returns null when there is nothing to do. More may be left after it.</summary>
    /// <param name="subscribed">The topics that members read; null while it cannot be known.</param>
    public static ExpireOffsets? Plan(
        GroupState group,
        ImmutableSortedDictionary<Uuid, TopicState> topics,
        IReadOnlySet<string>? subscribed,
        long nowMs,
        long retentionMs)
    {
        var expired = group.Offsets
            .Where(offset => !topics.TryGetValue(offset.Key.TopicId, out var topic)
                || IsExpired(group, topic.Name, offset.Value, subscribed, nowMs, retentionMs))
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
