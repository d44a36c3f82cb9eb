using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Protocol;

namespace Garam.Broker.ReadPath.Planning;

/// <summary>
/// Plans a fetch from the state, piece by piece: each piece holds the replica's lock for a bounded time, and a whole plan costs what it
/// returns, never the lag. What changes between two pieces is no fault: an extent that was planned stays readable for the deletion grace,
/// and nothing past the high watermark that the first piece saw is planned. Used for one plan.
/// </summary>
internal sealed class FetchPlanner
{
    /// <summary>Partitions in one piece, some microseconds for ten.</summary>
    private const int TargetsInPiece = 1_000;

    /// <summary>Extents in one piece, some tens of microseconds.</summary>
    private const int ExtentsInPiece = 256;

    /// <summary>Segments to read ahead of one fetch: more than the cache begins at once would be in vain.</summary>
    private const int AheadMax = 8;

    /// <summary>The segments of the next response, and some more because partitions are not alike.</summary>
    private const int AheadBytesMax = 24 << 20;

    private readonly List<PartitionPlan> _partitions;
    private readonly List<FetchCandidate> _candidates = [];
    private readonly List<PlannedSegment> _ahead = [];
    private readonly IReadOnlyList<FetchTarget> _targets;
    private readonly FetchRules _rules;
    private readonly FetchFaults _faults;
    private readonly PlannedLog _log = new();
    private FetchShares? _shares;
    private long _sequence = -1;

    /// <param name="targets">In the order in which they are served.</param>
    /// <param name="rules">The limits of the request.</param>
    /// <param name="faults">Targets that cannot be read now: they get their error, and no fetch waits for them.</param>
    public FetchPlanner(IReadOnlyList<FetchTarget> targets, FetchRules rules, FetchFaults faults)
    {
        (_targets, _rules, _faults) = (targets, rules, faults);
        _partitions = new List<PartitionPlan>(targets.Count);
    }

    /// <summary>Plans one more piece. True when the plan is complete.</summary>
    public bool Continue(ClusterState state)
    {
        _log.State = state;
        _sequence = _sequence < 0 ? state.Sequence : _sequence;
        for (var end = Math.Min(_targets.Count, _partitions.Count + TargetsInPiece); _partitions.Count < end;)
        {
            _partitions.Add(Plan(state, _targets[_partitions.Count]));
        }

        if (_partitions.Count < _targets.Count)
        {
            return false;
        }

        _shares ??= new FetchShares(_candidates, _log, _rules.BytesMax, _rules.Distances);
        if (!_shares.Continue(ExtentsInPiece))
        {
            return false;
        }

        AddAhead(state, _shares);
        return true;
    }

    /// <summary>The complete plan. Needs no lock.</summary>
    public FetchPlan Complete()
    {
        var shares = _shares!.Shares;
        var (extents, firsts) = _log.ByCandidate();
        long bytes = 0;
        for (var i = 0; i < shares.Count; i++)
        {
            var count = firsts[i + 1] - firsts[i];
            if (count > 0)
            {
                var (index, before) = (_log.IndexOf(i), _log.BytesBefore(i));
                var plan = _partitions[index];
                _partitions[index] = plan with
                {
                    FirstExtent = firsts[i],
                    ExtentCount = count,
                    // What lies before the fetch in its first extent is only estimated: a wrong estimate still leaves the share.
                    BytesMax = Math.Min(shares[i] + before, plan.Target.BytesMax),
                };
                bytes += Math.Max(shares[i], 1);
            }
        }

        var unknown = _partitions.Count(static partition => partition.IsUnknown);
        return new FetchPlan(_sequence, _partitions, extents, bytes)
        {
            Segments = _log.SegmentsByAge(),
            Ahead = _ahead,
            HasWaiting = _shares.HasWaiting,
            IsDoubtful = _partitions.Exists(static partition => partition.IsDoubtful),
            UnknownCount = unknown,
            EndsWait = _log.IsFull || unknown == _partitions.Count || _partitions.Exists(static partition => partition.IsNews),
        };
    }

    private PartitionPlan Plan(ClusterState state, FetchTarget target)
    {
        var error = Find(state, target.Key, out var partition, out var log);
        if (error != ErrorCode.None)
        {
            return new PartitionPlan(target, error) { IsUnknown = true };
        }

        if (target.CurrentLeaderEpoch > LeaderEpochs.Constant)
        {
            return new PartitionPlan(target, ErrorCode.UnknownLeaderEpoch) { Partition = partition };
        }

        var plan = new PartitionPlan(target, FindOffsetFault(target, log!))
        {
            Partition = partition,
            HighWatermark = log!.HighWatermark,
            LastStableOffset = log.LastStableOffset,
            LogStartOffset = log.LogStartOffset,
        };
        if (plan.Error != ErrorCode.None || plan.IsDiverging)
        {
            return plan;
        }

        var end = _rules.IsReadCommitted ? log.LastStableOffset : log.HighWatermark;
        if (target.FetchOffset >= end)
        {
            return plan;
        }

        if (_faults.TryGet(target, out var fault))
        {
            return plan with { Error = fault };
        }

        AddCandidate(plan, end);
        return plan;
    }

    /// <summary>
    /// Kafka's answers for a log of one epoch that never ends: later epochs than that are not known, and what was fetched in it
    /// diverges where the fetch begins past its end (<see cref="PartitionPlan.IsDiverging"/>).
    /// </summary>
    private static ErrorCode FindOffsetFault(FetchTarget target, PartitionLog log)
    {
        var isPastEnd = target.FetchOffset > log.HighWatermark && target.LastFetchedEpoch < 0;
        return target.FetchOffset < log.LogStartOffset || isPastEnd || target.LastFetchedEpoch > LeaderEpochs.Constant
            ? ErrorCode.OffsetOutOfRange
            : ErrorCode.None;
    }

    private static ErrorCode Find(ClusterState state, FetchTargetKey key, out TopicPartition partition, out PartitionLog? log)
    {
        log = null;
        partition = default;
        var isKnown = key.IsById ? state.Topics.TryGet(key.TopicId, out var topic) : state.Topics.TryGet(key.Topic!, out topic);
        if (!isKnown)
        {
            return key.IsById ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        }

        partition = new TopicPartition(topic!.Id, key.Partition);
        return state.Topics.TryGetPartition(partition, out log) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
    }

    private void AddCandidate(PartitionPlan plan, long end)
    {
        var room = Math.Min(plan.Target.BytesMax, _rules.BytesMax);
        if (_log.Add(_partitions.Count, plan.Partition, plan.Target.FetchOffset, end, room) is { } first)
        {
            _candidates.Add(new FetchCandidate(plan.Target.BytesMax, first));
        }
    }

    private void AddAhead(ClusterState state, FetchShares shares)
    {
        // Where there is no room at all the first one gets a batch all the same (KIP-74).
        if (_candidates.Count > 0 && _log.GivenCandidates == 0)
        {
            _log.TryGive(0);
        }

        var known = new HashSet<SegmentId>();
        var (bytes, looks) = (0L, 0);
        shares.Ahead(segment =>
        {
            if (!_log.Holds(segment) && known.Add(segment))
            {
                _ahead.Add(PlannedSegment.Of(state, segment));
                bytes += _ahead[^1].Length;
            }

            return bytes < AheadBytesMax && _ahead.Count < AheadMax && ++looks < ExtentsInPiece;
        });
    }
}
