using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Protocol;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Plans a fetch from the state, under the replica's lock: its cost is bounded by the number of partitions asked for and of extents
/// returned, never by the lag. Pure.
/// </summary>
internal sealed class FetchPlanner
{
    /// <summary>
    /// Of one partition in one fetch; the next fetch goes on. Bounds the time under the lock and the stack; with the smallest segments
    /// that a busy agent seals it is still some hundred KiB.
    /// </summary>
    private const int ExtentsMax = 96;

    /// <summary>Segments to read ahead of one fetch: more than the cache begins at once would be in vain.</summary>
    private const int AheadMax = 8;

    /// <summary>What the next response will take, and some more because partitions are not alike.</summary>
    private const int AheadBytesMax = 24 << 20;

    /// <summary>Extents to look at for them, so that the time under the lock is bounded where many partitions share a segment.</summary>
    private const int AheadExtentsMax = 256;

    private readonly List<PartitionPlan> _partitions;
    private readonly List<PartitionStart> _starts = [];
    private readonly List<FetchCandidate> _candidates = [];
    private readonly List<long> _nextOffsets = [];
    private readonly List<PlannedExtent> _extents = [];
    private readonly HashSet<SegmentId> _known = [];
    private readonly List<PlannedSegment> _segments = [];
    private readonly List<PlannedSegment> _ahead = [];
    private readonly ClusterState _state;
    private readonly FetchRules _rules;
    private long _bytes;
    private long _aheadBytes;

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
        return new FetchPlan(state.Sequence, planner._partitions, planner._extents, planner._bytes)
        {
            Segments = planner._segments,
            Ahead = planner._ahead,
        };
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
        if (Next(plan.Partition, plan.Target.FetchOffset) is { } next)
        {
            var bytes = (int)BytesFrom(next, plan.Target.FetchOffset);
            _starts.Add(new PartitionStart(_partitions.Count, next.Length - bytes));
            _nextOffsets.Add(next.LastOffset + 1);
            _candidates.Add(new FetchCandidate(plan.Target.BytesMax, new FetchStep(next.Segment, bytes)));
        }
    }

    private FetchStep? Following(int candidate)
    {
        if (Next(_partitions[_starts[candidate].Index].Partition, _nextOffsets[candidate]) is not { } next)
        {
            return null;
        }

        _nextOffsets[candidate] = next.LastOffset + 1;
        return new FetchStep(next.Segment, next.Length);
    }

    private int LengthOf(SegmentId segment) => PlannedSegment.Of(_state, segment).Length;

    private Extent? Next(TopicPartition partition, long offset)
    {
        Span<Extent> found = stackalloc Extent[1];
        return _state.Extents.Find(partition, offset, 1, found) == 1 ? found[0] : null;
    }

    private void AddExtents()
    {
        var shares = new FetchShares(_candidates, Following, LengthOf);
        var bytes = shares.Share(_rules.BytesMax);
        var isEmpty = Array.TrueForAll(bytes, static share => share == 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            // Where there is no room at all the first one gets a batch all the same (KIP-74).
            if (bytes[i] > 0 || (isEmpty && i == 0))
            {
                var (index, before) = _starts[i];
                _partitions[index] = AddExtents(_partitions[index], bytes[i], before);
            }
        }

        _segments.Sort(static (left, right) => left.Segment.CompareTo(right.Segment));
        var looks = 0;
        shares.Ahead(segment =>
        {
            AddAhead(segment);
            return _aheadBytes < AheadBytesMax && _ahead.Count < AheadMax && ++looks < AheadExtentsMax;
        });
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

    private PartitionPlan AddExtents(PartitionPlan plan, int share, int before)
    {
        // What lies before the fetch in its first extent is only estimated: who is wrong by that much still gets his share.
        Span<Extent> found = stackalloc Extent[ExtentsMax];
        var count = _state.Extents.Find(plan.Partition, plan.Target.FetchOffset, Math.Max(share, 1) + before, found);
        var filled = plan with { FirstExtent = _extents.Count, ExtentCount = count, BytesMax = Math.Min(share + before, plan.Target.BytesMax) };
        long bytes = 0;
        foreach (ref readonly var extent in found[..count])
        {
            var planned = PlannedExtent.Of(_state, extent);
            _extents.Add(planned);
            if (_known.Add(extent.Segment))
            {
                _segments.Add(planned.Source);
            }

            bytes += BytesFrom(extent, plan.Target.FetchOffset);
        }

        _bytes += Math.Min(bytes, Math.Max(share, 1));
        return filled;
    }

    private void AddAhead(SegmentId segment)
    {
        if (_known.Add(segment))
        {
            _ahead.Add(PlannedSegment.Of(_state, segment));
            _aheadBytes += _ahead[^1].Length;
        }
    }

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

    /// <param name="Index">Of a partition with data.</param>
    /// <param name="BytesBefore">What of its first extent lies before the fetch, estimated.</param>
    private readonly record struct PartitionStart(int Index, int BytesBefore);
}
