using Garam.Controller.Leadership;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Jobs;

/// <summary>
/// Plans the background jobs while this process leads: retention, reclaiming, expiry of producers, deletion of dead segments and of
/// orphans. Every outcome is a command, so a job that is interrupted is planned again. Owner: the composition root, which awaits
/// <see cref="RunAsync"/>; one round at a time.
/// </summary>
public sealed partial class JobLoop : ILeadershipObserver
{
    private readonly LeaderContext _context;
    private readonly ILeader _leader;
    private readonly ISegmentJobs _segments;
    private readonly JobOptions _options;
    private readonly ILogger<JobLoop> _logger;
    private readonly PartitionJobs _partitions;
    private readonly long _startedAt;
    private Watch? _watch;
    private bool _isClockDistrusted;

    public JobLoop(LeaderContext context, ILeader leader, ISegmentJobs segments, JobOptions options, ILogger<JobLoop> logger)
    {
        (_context, _leader, _segments, _options, _logger) = (context, leader, segments, options, logger);
        _partitions = new PartitionJobs(context.Replica, leader, options);
        _startedAt = context.Time.GetTimestamp();
        leader.Observe(this);
    }

    public void OnElected(int epoch) => Volatile.Write(ref _watch, new Watch(_options));

    public void OnDeposed() => Volatile.Write(ref _watch, null);

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.Interval, _context.Time, stopping);
                await TryRoundAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next leader plans again the rest of a round.
        }
    }

    /// <summary>Runs one round of all plans. Nothing happens unless this process leads.</summary>
    public async ValueTask RunRoundAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _watch) is not { } watch)
        {
            return;
        }

        await FeatureLevelRaise.RunAsync(_context.Replica, _leader, cancellation);
        var now = _context.Time.GetElapsedTime(_startedAt);
        watch.Observe(now, _context.Replica.AppliedSequence);
        var clock = _context.Clock.Read();
        TellOfClock(clock.IsTrusted);
        await _partitions.RetainAsync(clock.IsTrusted ? clock.NowMs : null, cancellation);
        if (clock.IsTrusted)
        {
            await _partitions.ExpireProducersAsync(clock.NowMs, cancellation);
        }

        await DeleteDeadAsync(watch, cancellation);
        if (watch.IsOrphanSearchDue(now))
        {
            await CollectOrphansAsync(watch.Orphans.AppliedBeforeLag, cancellation);
        }
    }

    /// <summary>Logs once each time that the clock goes wrong, not in every round until it is right.</summary>
    private void TellOfClock(bool isTrusted)
    {
        if (!isTrusted && !_isClockDistrusted)
        {
            Log.ClockDistrusted(_logger, _context.Clock.Doubt ?? "The wall clock is in doubt");
        }

        _isClockDistrusted = !isTrusted;
    }

    private async ValueTask TryRoundAsync(CancellationToken stopping)
    {
        try
        {
            await RunRoundAsync(stopping);
        }
        catch (GaramException fault)
        {
            Log.RoundFailed(_logger, fault);
        }
    }

    private async ValueTask DeleteDeadAsync(Watch watch, CancellationToken cancellation)
    {
        while (true)
        {
            var dead = _context.Replica.Read(
                (watch.Dead.AppliedBeforeLag, _options.CommandItemsMax),
                static (state, arg) => DeadSegmentPlanner.Plan(state.Segments.Dead, arg.AppliedBeforeLag, arg.CommandItemsMax));
            if (dead.Count == 0)
            {
                return;
            }

            await _segments.DeleteAsync([.. dead.Select(segment => segment.Id)], cancellation);
            await _leader.SubmitAsync(new ForgetSegments { Segments = [.. dead.Select(DeletedSegment.Of)] }, cancellation);
        }
    }

    private async ValueTask CollectOrphansAsync(long watermark, CancellationToken cancellation)
    {
        SegmentId? after = null;
        while (await _segments.FindUnknownAsync(after, watermark, _options.CommandItemsMax, cancellation) is { Count: > 0 } unknown)
        {
            if (after is null)
            {
                await _leader.SubmitAsync(new RaiseBirthWatermark { Watermark = watermark }, cancellation);
            }

            var orphans = _context.Replica.Read(unknown, static (state, found) => OrphanPlanner.Plan(state, found));
            Log.OrphansFound(_logger, orphans.Count, watermark);
            await _segments.DeleteAsync(orphans, cancellation);
            after = unknown[^1];
        }
    }

    /// <summary>The observations of one leadership: everything that waits for time to pass begins anew with each.</summary>
    private sealed class Watch(JobOptions options)
    {
        private TimeSpan? _searchedAt;

        public ProgressHistory Dead { get; } = new(options.DeletionGrace);

        public ProgressHistory Orphans { get; } = new(options.OrphanLag);

        public void Observe(TimeSpan now, long appliedSequence)
        {
            Dead.Observe(now, appliedSequence);
            Orphans.Observe(now, appliedSequence);
        }

        public bool IsOrphanSearchDue(TimeSpan now)
        {
            if (Orphans.AppliedBeforeLag == 0 || now - _searchedAt < options.OrphanInterval)
            {
                return false;
            }

            _searchedAt = now;
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4040, LogLevel.Error, "Background jobs failed and are planned again.")]
        public static partial void RoundFailed(ILogger logger, Exception fault);

        [LoggerMessage(4041, LogLevel.Information, "Deleting {Count} orphaned segments that were born below {Watermark}.")]
        public static partial void OrphansFound(ILogger logger, int count, long watermark);

        [LoggerMessage(4042, LogLevel.Warning,
            "{Reason}. Nothing is deleted by age until the clock is right again or has run steadily for twelve hours. If the "
            + "clock is right now, start the server once with --confirm-clock and the current time.")]
        public static partial void ClockDistrusted(ILogger logger, string reason);
    }
}

/// <summary>
/// Raises the cluster's feature level as far as every registered process allows. A node asks for it once it is registered. The job loop
/// asks again in each round, because the last process of an older version may leave at any time.
/// </summary>
public static class FeatureLevelRaise
{
    public static async ValueTask RunAsync(Replica replica, ILeader leader, CancellationToken cancellation)
    {
        if (replica.Read(0, static (state, _) => FeatureLevels.PlanRaise(state.Facts, state.Processes)) is { } level)
        {
            await leader.SubmitAsync(new SetFeatureLevel { Level = level }, cancellation);
        }
    }
}

public sealed class JobOptions
{
    /// <summary>The time between rounds. Kafka's is five minutes; deleting sooner keeps a small disk from filling.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for which a dead segment stays, because of reads under way: longer than any of them may take.</summary>
    public TimeSpan DeletionGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Kafka's producer.id.expiration.ms.</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The longest time that a segment may take from its opening to its commit. Must stay below the expiry of producer ids.
    /// </summary>
    public TimeSpan OrphanLag { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The time between searches for orphans: they are rare, and a search lists every segment.</summary>
    public TimeSpan OrphanInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Partitions visited under one hold of the replica's lock: some tens of microseconds.</summary>
    public int PartitionsPerRead { get; init; } = 64;

    /// <summary>
    /// Segments deleted, producers expired or extents reclaimed by one command: keeps commands and their application short.
    /// </summary>
    public int CommandItemsMax { get; init; } = 1_000;
}
