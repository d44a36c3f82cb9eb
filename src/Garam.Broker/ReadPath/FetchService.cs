using Garam.Broker.Cache;
using Garam.Broker.Leader;
using Garam.Broker.ReadPath.Planning;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Transport.Buffers;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Serves a fetch: plan from the local replica, wait while there is too little, then read. Any number of fetches at once; it owns the
/// budget of unsent responses, nothing else.
/// </summary>
public sealed partial class FetchService
{
    /// <summary>
    /// Plans without what turned out to be unreadable. Each leaves out all that the one before found, so that only segments lost at many
    /// places of the log need more; then the partitions after them get what those that wait get (<see cref="FetchShares"/>).
    /// </summary>
    private const int PlansMax = 4;

    /// <summary>A response takes at most a quarter of the budget that is left: all of its size while a few clients are served.</summary>
    private const int ResponseShare = 4;

    private readonly Replica _replica;
    private readonly LeaderReads _leader;
    private readonly ChunkCache _cache;
    private readonly FetchWaiters _waiters;
    private readonly FetchOptions _options;
    private readonly FetchMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<FetchService> _logger;
    private readonly ByteBudget _unsent;
    private readonly ReportedOnce<(Metadata.TopicPartition Partition, long Offset)> _lost = new();

    /// <param name="parts">The parts that it reads from.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="logger">Reports lost data.</param>
    public FetchService(FetchParts parts, FetchOptions options, FetchMetrics metrics, TimeProvider time, ILogger<FetchService> logger)
    {
        (_replica, _leader, _cache, _waiters) = (parts.Replica, parts.Leader, parts.Cache, parts.Waiters);
        (_options, _metrics, _time, _logger) = (options, metrics, time, logger);
        _unsent = new ByteBudget(options.UnsentBytesMax);
        metrics.ObserveUnsent(() => _unsent.UsedBytes);
    }

    public long UnsentBytes => _unsent.UsedBytes;

    /// <summary>Somebody cannot go on before a response that is not sent yet gives back what it holds.</summary>
    public bool IsHeldUpByResponses => _unsent.HasWaiters || _cache.HasWaiters;

    /// <summary>The caller disposes the leases when the response is sent, or will not be.</summary>
    public async ValueTask<(FetchedPartition[] Fetched, FetchLeases Leases)> FetchAsync(
        FetchRequest request, FetchScope scope, CancellationToken cancellation)
    {
        var rules = new FetchRules(
            Math.Clamp(request.MaxBytes, 0, ResponseBytesMax()),
            request.IsolationLevel == IsolationLevels.ReadCommitted,
            new FetchDistances(_options.NearBytesMax, _options.FarBytesMin));
        var attempt = new FetchAttempt();
        var plan = await PlanEnoughAsync(request, scope.Targets, rules, cancellation);
        while (true)
        {
            var (fetched, leases) = await ReadAsync(plan, rules, attempt, cancellation);
            try
            {
                if (!await MustPlanAgainAsync(plan, fetched, attempt, cancellation))
                {
                    _metrics.Answered(fetched);
                    return (fetched, leases);
                }
            }
            catch
            {
                leases.Dispose();
                throw;
            }

            leases.Dispose();
            plan = Plan(scope.Targets, rules, attempt.Faults);
        }
    }

    private async ValueTask<(FetchedPartition[] Fetched, FetchLeases Leases)> ReadAsync(
        FetchPlan plan, FetchRules rules, FetchAttempt attempt, CancellationToken cancellation)
    {
        var reserved = Math.Min(plan.Bytes, _unsent.CapacityBytes);
        if (reserved > 0)
        {
            await _unsent.ReserveAsync(reserved, cancellation);
        }

        var leases = new FetchLeases(_cache, _unsent, reserved);
        try
        {
            var started = _time.GetTimestamp();
            using var patience = new ReadPatience(_options.ReadWaitMax, _time, cancellation);
            var reader = new FetchReader(_cache, leases, plan, rules.BytesMax, patience);
            var fetched = await reader.ReadAsync();
            attempt.IsOutdated = reader.IsOutdated;
            _metrics.Read(reader.Bytes, _time.GetElapsedTime(started));
            return (fetched, leases);
        }
        catch
        {
            leases.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A segment that is missing may merely have been deleted: newer metadata says. What cannot be read after that gets its error, and
    /// those that wait for it in the order of the log are planned without it, so that they make progress whatever its state is.
    /// </summary>
    private async ValueTask<bool> MustPlanAgainAsync(
        FetchPlan plan, FetchedPartition[] fetched, FetchAttempt attempt, CancellationToken cancellation)
    {
        if (attempt is { IsOutdated: true, IsConfirmed: false } && await _leader.TryCatchUpAsync(cancellation))
        {
            attempt.IsConfirmed = true;
            _metrics.Outdated();
            return true;
        }

        ReportLost(attempt is { IsOutdated: true, IsConfirmed: true }, fetched);
        return plan.HasWaiting && attempt.Plans++ < PlansMax && attempt.Faults.AddNew(fetched);
    }

    /// <summary>
    /// No response takes all that is left: clients that do not read get less and less, and the next client gets something.
    /// </summary>
    private int ResponseBytesMax()
    {
        var share = (_unsent.CapacityBytes - _unsent.UsedBytes) / ResponseShare;
        return (int)Math.Clamp(share, Math.Min(_options.CrowdedResponseBytesMax, _options.ResponseBytesMax), _options.ResponseBytesMax);
    }

    /// <summary>Waits until there is enough, something is wrong, or the client's time is up.</summary>
    private async ValueTask<FetchPlan> PlanEnoughAsync(
        FetchRequest request, IReadOnlyList<FetchTarget> targets, FetchRules rules, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var wait = TimeSpan.FromMilliseconds(Math.Max(request.MaxWaitMs, 0));
        wait = wait < _options.WaitMax ? wait : _options.WaitMax;
        var plan = await PlanSurelyAsync(targets, rules, cancellation);
        var (unknown, bytesMin) = (plan.UnknownCount, Math.Min(request.MinBytes, rules.BytesMax));
        while (!plan.EndsWait && plan.UnknownCount <= unknown && plan.Bytes < bytesMin)
        {
            var rest = wait - _time.GetElapsedTime(started);
            if (rest <= TimeSpan.Zero)
            {
                break;
            }

            unknown = plan.UnknownCount;
            await WaitForProgressAsync(plan, rest, cancellation);
            plan = await PlanSurelyAsync(targets, rules, cancellation);
            if (_waiters.IsReleased)
            {
                break;
            }
        }

        return plan;
    }

    private async ValueTask WaitForProgressAsync(FetchPlan plan, TimeSpan rest, CancellationToken cancellation)
    {
        using var wait = _waiters.Register(plan, rest, cancellation);
        if (_replica.AppliedSequence == plan.Sequence)
        {
            _metrics.Waited();
            await wait.Woken;
        }
    }

    /// <summary>OFFSET_OUT_OF_RANGE is never said of what this replica merely does not know yet.</summary>
    private async ValueTask<FetchPlan> PlanSurelyAsync(IReadOnlyList<FetchTarget> targets, FetchRules rules, CancellationToken cancellation)
    {
        var plan = Plan(targets, rules);
        if (!plan.IsDoubtful)
        {
            return plan;
        }

        return await _leader.TryCatchUpAsync(cancellation) ? Plan(targets, rules) : WithoutLeader(plan);
    }

    private FetchPlan Plan(IReadOnlyList<FetchTarget> targets, FetchRules rules) => Plan(targets, rules, new FetchFaults());

    private FetchPlan Plan(IReadOnlyList<FetchTarget> targets, FetchRules rules, FetchFaults faults)
    {
        var planner = new FetchPlanner(targets, rules, faults);
        while (!_replica.Read(planner, static (state, planner) => planner.Continue(state)))
        {
            // The lock is free for a moment between two pieces.
        }

        return planner.Complete();
    }

    private static FetchPlan WithoutLeader(FetchPlan plan) => plan with
    {
        Partitions = [.. plan.Partitions.Select(static partition => partition.IsDoubtful
            ? partition with { Error = ErrorCode.NotLeaderOrFollower }
            : partition)],
    };

    private void ReportLost(bool isLost, FetchedPartition[] fetched)
    {
        if (!isLost)
        {
            return;
        }

        foreach (var outcome in fetched)
        {
            if (outcome.Error == ErrorCode.KafkaStorageError && _lost.IsNew((outcome.Plan.Partition, outcome.Plan.Target.FetchOffset)))
            {
                Log.Lost(_logger, outcome.Plan.Partition, outcome.Plan.Target.FetchOffset);
            }
        }
    }

    /// <summary>Everything that one request found out while it read.</summary>
    private sealed class FetchAttempt
    {
        public FetchFaults Faults { get; } = new();

        /// <summary>The last plan names a segment that the store does not have.</summary>
        public bool IsOutdated { get; set; }

        /// <summary>The leader confirmed the state that the last plan was made from.</summary>
        public bool IsConfirmed { get; set; }

        public int Plans { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(5200, LogLevel.Error, "Partition {Partition}: the segment that holds offset {Offset} is missing from the store.")]
        public static partial void Lost(ILogger logger, Metadata.TopicPartition partition, long offset);
    }
}

/// <summary>The parts that fetches read from.</summary>
public sealed record FetchParts(Replica Replica, LeaderReads Leader, ChunkCache Cache, FetchWaiters Waiters);
