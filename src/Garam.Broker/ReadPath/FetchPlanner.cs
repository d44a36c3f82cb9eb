using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Protocol;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Plans a fetch from the state, under the replica's lock: its cost is bounded by the number of partitions asked for and of extents
/// returned, never by the lag. Pure.
/// </summary>
public sealed class FetchPlanner
{
    /// <summary>
    /// Of one partition in one fetch; the next fetch goes on. Bounds the time under the lock and the stack; with the smallest segments
    /// that a busy agent seals it is still some hundred KiB.
    /// </summary>
    private const int ExtentsMax = 96;

    /// <summary>Segments to read ahead of one fetch: more than the cache begins at once would be in vain.</summary>
    private const int AheadMax = 4;

    private readonly List<PartitionPlan> _partitions;
    private readonly List<int> _withData = [];
    private readonly List<FetchCandidate> _candidates = [];
    private readonly List<PlannedExtent> _extents = [];
    private readonly List<PlannedExtent> _ahead = [];
    private readonly ClusterState _state;
    private readonly FetchRules _rules;
    private long _bytes;

    private FetchPlanner(ClusterState state, FetchRules rules, int targets)
    {
        _state = state;
        _rules = rules;
        _partitions = new List<PartitionPlan>(targets);
    }

    public static FetchPlan Plan(ClusterState state, IReadOnlyList<FetchTarget> targets, FetchRules rules)
    {
        var planner = new FetchPlanner(state, rules, targets.Count);
        foreach (var target in targets)
        {
            planner._partitions.Add(planner.Plan(target));
        }

        planner.AddExtents();
        return new FetchPlan(state.Sequence, planner._partitions, planner._extents, planner._ahead, planner._bytes);
    }

    private PartitionPlan Plan(FetchTarget target)
    {
        var error = Find(target.Key, out var partition, out var state);
        if (error != ErrorCode.None)
        {
            return new PartitionPlan(target, error);
        }

        if (target.CurrentLeaderEpoch > LeaderEpochs.Constant)
        {
            return new PartitionPlan(target, ErrorCode.UnknownLeaderEpoch);
        }

        var plan = new PartitionPlan(target, ErrorCode.None)
        {
            Partition = partition,
            HighWatermark = state!.HighWatermark,
            LastStableOffset = state.LastStableOffset,
            LogStartOffset = state.LogStartOffset,
        };
        if (target.FetchOffset < state.LogStartOffset || target.FetchOffset > state.HighWatermark)
        {
            return plan with { Error = ErrorCode.OffsetOutOfRange };
        }

        var end = _rules.IsReadCommitted ? state.LastStableOffset : state.HighWatermark;
        if (target.FetchOffset < end)
        {
            AddCandidate(plan);
        }

        return plan;
    }

    private void AddCandidate(PartitionPlan plan)
    {
        Span<Extent> next = stackalloc Extent[1];
        if (_state.Extents.Find(plan.Partition, plan.Target.FetchOffset, 1, next) == 1)
        {
            _withData.Add(_partitions.Count);
            _candidates.Add(new FetchCandidate(plan.Target.BytesMax, (int)BytesFrom(next[0], plan.Target.FetchOffset), next[0].Segment));
        }
    }

    private void AddExtents()
    {
        var shares = FetchShares.Of(_candidates, _rules.BytesMax);
        for (var i = 0; i < shares.Length; i++)
        {
            _partitions[_withData[i]] = AddExtents(_partitions[_withData[i]], shares[i]);
        }
    }

    private ErrorCode Find(FetchTargetKey key, out TopicPartition partition, out PartitionState? state)
    {
        state = null;
        partition = default;
        var isKnown = key.TopicId.IsZero ? _state.Topics.TryGet(key.Topic, out var topic) : _state.Topics.TryGet(key.TopicId, out topic);
        if (!isKnown)
        {
            return key.TopicId.IsZero ? ErrorCode.UnknownTopicOrPartition : ErrorCode.UnknownTopicId;
        }

        partition = new TopicPartition(topic!.Id, key.Partition);
        return _state.Topics.TryGetPartition(partition, out state) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
    }

    /// <summary>Only the first partition with data gets a batch that is larger than its limits (KIP-74).</summary>
    private PartitionPlan AddExtents(PartitionPlan plan, int share)
    {
        var bytesMax = (int)Math.Min(share, _rules.BytesMax - _bytes);
        if (bytesMax <= 0 && _bytes > 0)
        {
            return plan;
        }

        Span<Extent> found = stackalloc Extent[ExtentsMax];
        var count = _state.Extents.Find(plan.Partition, plan.Target.FetchOffset, Math.Max(bytesMax, 1), found);
        var planned = plan with { FirstExtent = _extents.Count, ExtentCount = count, BytesMax = Math.Max(bytesMax, 0) };
        long bytes = 0;
        foreach (ref readonly var extent in found[..count])
        {
            _extents.Add(PlannedExtent.Of(_state, extent));
            bytes += BytesFrom(extent, plan.Target.FetchOffset);
        }

        _bytes += Math.Min(bytes, Math.Max(bytesMax, 1));
        AddAhead(plan.Partition, count);
        return planned;
    }

    private void AddAhead(TopicPartition partition, int planned)
    {
        if (planned == 0 || _ahead.Count == AheadMax)
        {
            return;
        }

        Span<Extent> next = stackalloc Extent[1];
        if (_state.Extents.Find(partition, _extents[^1].Place.LastOffset + 1, 1, next) == 1
            && !_ahead.Exists(HasSegment(next[0].Segment)) && !_extents.Exists(HasSegment(next[0].Segment)))
        {
            _ahead.Add(PlannedExtent.Of(_state, next[0]));
        }
    }

    private static Predicate<PlannedExtent> HasSegment(SegmentId id) => extent => extent.Segment == id;

    /// <summary>Where a fetch begins inside an extent: as if its records were of one size.</summary>
    private static long BytesFrom(in Extent extent, long offset)
    {
        if (offset <= extent.BaseOffset)
        {
            return extent.Length;
        }

        var share = (double)(extent.LastOffset - offset + 1) / (extent.LastOffset - extent.BaseOffset + 1);
        return Math.Max(1, (long)(extent.Length * share));
    }
}

/// <param name="BytesMax">Of the whole response.</param>
/// <param name="IsReadCommitted">End at the last stable offset.</param>
public readonly record struct FetchRules(int BytesMax, bool IsReadCommitted);
