using Garam.Journal.Backends;
using Garam.Journal.Ends;
using Garam.Journal.Metrics;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Leadership;

/// <summary>
/// Follows the journal until no process leads, claims, leads until the leadership is lost, and begins again. Owner: the composition root,
/// which awaits <see cref="RunAsync"/>. Everything but <see cref="Leader"/> itself is used by this loop alone.
/// </summary>
public sealed partial class LeaderLoop(LeaderContext context, ReplicaSource source, Leader leader, ILogger<LeaderLoop> logger)
{
    private readonly JournalEnd _end = new(context.Stores, context.Options.EntriesInFlightMax);
    private readonly Succession _succession = new(context, source);
    private readonly ClaimPause _pause = new(context.ContinuousTime);

    /// <summary>
    /// Ends after a clean resignation when <paramref name="stopping"/> is cancelled. Throws when the replica has to stop.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stopping);
                await RefuseLossAsync(stopping);
                await ClaimAndLeadAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (GaramException fault) when (fault.Kind == ErrorKind.Fenced)
            {
                Log.Deposed(logger, fault.Message);
            }
            catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Conflict)
            {
                Log.StoreFault(logger, fault);
                await DelayAsync(context.Options.RetryDelay, stopping);
            }
        }
    }

    /// <summary>
    /// Returns when this process may claim: at the first absent number, when the last leader has resigned or was silent for a whole lease,
    /// unless another process should lead.
    /// </summary>
    private async ValueTask FollowAsync(CancellationToken stopping)
    {
        var newest = -1L;
        var readAt = context.ContinuousTime.GetTimestamp();
        var readsStore = true;
        while (true)
        {
            if (readsStore)
            {
                await source.CatchUpAsync(context.Replica, stopping);
            }

            var position = context.Replica.Position;
            context.Metrics.Applied(position.Chain.Sequence);
            if (position.Chain.Sequence != newest)
            {
                // A fresh process waits a whole lease too: it cannot know how old the newest entry is.
                (newest, readAt) = (position.Chain.Sequence, context.ContinuousTime.GetTimestamp());
            }

            var isSilent = context.ContinuousTime.GetElapsedTime(readAt) > context.Options.LeaseDuration;
            var isHeldBack = _pause.Holds(position.Epoch);
            if (!context.Options.StoreIsExclusive && (isHeldBack || (!position.IsUnled && !isSilent)))
            {
                readsStore = !await TryFollowLeaderAsync(isHeldBack && position.IsUnled, stopping);
            }
            else if (readsStore)
            {
                return;
            }
            else
            {
                // A claim needs a number that this process has seen to be absent from the store.
                readsStore = true;
            }
        }
    }

    /// <summary>Applies what the leader sends. False when nothing came in a while, and the store has to be looked at.</summary>
    /// <param name="awaitsSuccessor">There is no leader to ask, and another process is about to claim.</param>
    private async ValueTask<bool> TryFollowLeaderAsync(bool awaitsSuccessor, CancellationToken stopping)
    {
        var wait = awaitsSuccessor ? context.Options.HandoverInterval : context.Options.FollowInterval;
        var tail = await context.Tail.FetchAsync(context.Replica.AppliedSequence, wait, stopping);
        if (tail.IsForAnother)
        {
            _pause.Begin(context.Replica.Position.Epoch, context.Options.SuccessorHeadStart);
        }

        foreach (var entry in tail.Entries)
        {
            context.Replica.Apply(entry);
        }

        return tail.Entries.Count > 0;
    }

    /// <summary>A claim at a number that was durable once would bury it, and everything after it, for good.</summary>
    private async ValueTask RefuseLossAsync(CancellationToken stopping)
    {
        if (await _end.FindLossAsync(context.Replica, stopping) is { } loss)
        {
            throw new GaramException(ErrorKind.Corrupt, loss.ToString());
        }
    }

    private async ValueTask ClaimAndLeadAsync(CancellationToken stopping)
    {
        var before = context.Replica.Position;
        context.Clock.MeetJournal(before.TimestampMs);
        var writer = new EntryWriter(context, before, before.Epoch + 1);
        var timestampMs = writer.NextTimestampMs();
        var claim = new LeaderClaim { Epoch = writer.Epoch, Host = context.Address?.Host ?? "", Port = context.Address?.Port ?? 0 };
        var command = Submission.Frame(claim, timestampMs, before.FeatureLevel);
        var entry = writer.Start(new CollectedEntry(timestampMs, [command], []), stopping);
        if (await entry.Append == AppendOutcome.Taken)
        {
            Log.ClaimLost(logger, entry.Stored.Sequence);
            return;
        }

        // A number below the floor was free because it is trimmed: this claim means nothing, and catching up jumps by snapshot.
        var floor = await context.Stores.Floor.ReadAsync(stopping);
        if (floor > entry.Stored.Sequence)
        {
            Log.ClaimBelowFloor(logger, entry.Stored.Sequence, floor);
            return;
        }

        context.Replica.Apply(entry.Stored);
        var mayStillLand = !before.IsUnled && !context.Options.StoreIsExclusive;
        if (await _succession.RunAsync(writer.Epoch, entry.Stored.Sequence, mayStillLand, stopping) is { } ready)
        {
            await LeadAsync(ready, entry.SentAt, stopping);
        }
    }

    private async ValueTask LeadAsync(EntryWriter writer, long claimSentAt, CancellationToken stopping)
    {
        var lease = new Lease(context.ContinuousTime, context.Options.LeaseDuration, context.Options.StoreIsExclusive, claimSentAt);
        using var term = new LeaderTerm(context, writer, lease);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Log.Elected(logger, writer.Epoch);
        var running = term.RunAsync(stopping);
        var renewing = RenewAsync(term, ended.Token);
        leader.Elect(term);
        try
        {
            await running;
        }
        catch (OperationCanceledException fault) when (!stopping.IsCancellationRequested)
        {
            throw new GaramException(ErrorKind.Unavailable, "The store did not take this process's resignation in time.", fault);
        }
        finally
        {
            if (term.IsResigning)
            {
                _pause.Begin(writer.Epoch, context.Options.HandoverTimeout);
            }

            leader.Depose();
            ended.CancelInline();
            await renewing;
        }

        Log.Resigned(logger, writer.Epoch);
    }

    /// <summary>
    /// Appends empty entries while the leader is idle, so that no other process takes its silence for its end. On an exclusive store there
    /// is no other process.
    /// </summary>
    private async Task RenewAsync(LeaderTerm term, CancellationToken ended)
    {
        var interval = context.Options.LeaseDuration / 3;
        while (!context.Options.StoreIsExclusive && await DelayAsync(interval, ended))
        {
            if (term.Lease.Age > interval)
            {
                try
                {
                    await term.SubmitAsync(null, ended);
                }
                catch (Exception fault) when (fault is OperationCanceledException or GaramException)
                {
                    // The caller that runs the term reports why it ended.
                    return;
                }
            }
        }
    }

    /// <returns>False when the delay was cancelled.</returns>
    private async ValueTask<bool> DelayAsync(TimeSpan delay, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(delay, context.Time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "This process leads in epoch {Epoch}.")]
        public static partial void Elected(ILogger logger, int epoch);

        [LoggerMessage(4002, LogLevel.Information, "This process resigned as leader of epoch {Epoch}.")]
        public static partial void Resigned(ILogger logger, int epoch);

        [LoggerMessage(4003, LogLevel.Warning, "This process no longer leads: {Reason}")]
        public static partial void Deposed(ILogger logger, string reason);

        [LoggerMessage(4004, LogLevel.Information, "Could not claim leadership: another process wrote journal entry {Sequence} first.")]
        public static partial void ClaimLost(ILogger logger, long sequence);

        [LoggerMessage(4005, LogLevel.Warning,
            "The claim at journal entry {Sequence} does not count, because it is below the journal's floor {Floor}. This process "
            + "lagged too far.")]
        public static partial void ClaimBelowFloor(ILogger logger, long sequence, long floor);

        [LoggerMessage(4006, LogLevel.Error, "The store cannot be used. This process tries to lead again later.")]
        public static partial void StoreFault(ILogger logger, Exception fault);
    }
}

/// <summary>The environment of every part of the leader. Owned by the composition root.</summary>
/// <param name="Random">Makes nonces; used by the leader's loop alone.</param>
public sealed record LeaderContext(
    JournalStores Stores,
    Replica Replica,
    LeaderOptions Options,
    LeaderClock Clock,
    TimeProvider Time,
    Random Random,
    JournalMetrics Metrics)
{
    /// <summary>Runs on while the machine is suspended. Leases are measured by it, because other machines count that time too.</summary>
    public TimeProvider ContinuousTime { get; init; } = Time;

    /// <summary>Where other processes reach this one when it leads; null when it serves its own process only.</summary>
    public HostPort? Address { get; init; }

    /// <summary>Asks the leader while this process follows.</summary>
    public IJournalTail Tail { get; init; } = new StoredTail(Time);
}
