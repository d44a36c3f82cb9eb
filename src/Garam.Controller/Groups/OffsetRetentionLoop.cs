using Garam.Controller.Leadership;
using Garam.Metadata.Groups;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Groups;

/// <summary>
/// While this process leads, looks through all groups now and then and takes away offsets that are out of date, in bounded commands.
/// Owner: the composition root, which awaits <see cref="RunAsync"/>; one round at a time.
/// </summary>
public sealed class OffsetRetentionLoop(
    GroupCoordinator coordinator, ILeader leader, IGroupStateReader state, LeaderClock clock, TimeProvider time, ILogger<OffsetRetentionLoop> logger)
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
            // What a round left undone is planned again by the next leader.
        }
    }

    /// <summary>Every group once; nothing happens unless this process leads and its clock can be trusted.</summary>
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

    /// <summary>A group that members are joining right now is left alone: what they come for are its offsets.</summary>
    private ExpireOffsets? Plan(string groupId, long nowMs)
    {
        var (phase, hasPending, subscribed) = coordinator.Inspect(
            groupId, group => (group.Phase, group.Roster.Pending.Count > 0, Subscriptions.Of(group)));
        var retentionMs = (long)coordinator.Rules.Settings.OffsetsRetention.TotalMilliseconds;
        var (group, topics) = state.Read(cluster => (cluster.Groups.TryGet(groupId, out var found) ? found : null, cluster.Topics.CaptureTopics()));
        return group is not null && group.Phase == phase && !hasPending
            ? OffsetExpiryPlanner.Plan(group, topics, group.ProtocolType == "consumer" ? subscribed : null, nowMs, retentionMs)
            : null;
    }
}
