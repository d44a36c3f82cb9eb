using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;

namespace Garam.Broker.ReadPath.Planning;

/// <summary>
/// The extents of the partitions that a fetch reads, in order, and those that its plan takes. Used for one plan, always under the replica's
/// lock; <see cref="State"/> may be a newer one from piece to piece, because what comes next is looked up by offset.
/// </summary>
internal sealed class PlannedLog : IFetchLog
{
    /// <summary>Extents looked up at once where they are small: one search serves them all.</summary>
    private const int LookupMax = 32;

    /// <summary>
    /// Segments in one response. Each pins its memory until the response is sent, and the smallest take 4 KiB: together a fifth of the
    /// cache. Enough for a partition's default limit of 1 MiB in batches of 128 bytes that were acknowledged one by one.
    /// </summary>
    private const int SegmentsMax = 8_192;

    /// <summary>
    /// The memory of these segments, after the first one of each partition: beyond it a response pushes out of the cache what others read.
    /// </summary>
    private const long SegmentBytesMax = 64 << 20;

    private readonly List<Cursor> _cursors = [];
    private readonly List<(int Candidate, PlannedExtent Extent)> _given = [];
    private readonly Dictionary<SegmentId, int> _lengths = [];
    private readonly HashSet<SegmentId> _taken = [];
    private readonly List<PlannedSegment> _segments = [];
    private long _segmentBytes;

    public ClusterState State { get; set; } = null!;

    /// <summary>Candidates that got something.</summary>
    public int GivenCandidates { get; private set; }

    /// <summary>The plan holds as many segments as a response may.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Adds a candidate. Null when the partition has nothing there any more.</summary>
    /// <param name="index">The partition's number in the plan.</param>
    /// <param name="partition">The partition that it reads.</param>
    /// <param name="offset">The offset at which it begins.</param>
    /// <param name="end">The offset that it must not reach.</param>
    /// <param name="bytesMax">The most bytes to read of it.</param>
    public FetchStep? Add(int index, TopicPartition partition, long offset, long end, int bytesMax)
    {
        var cursor = new Cursor(index, partition, offset, end, bytesMax);
        if (!cursor.MoveNext(State))
        {
            return null;
        }

        _cursors.Add(cursor);
        var bytes = (int)BytesFrom(cursor.Current, offset);
        cursor.BytesBefore = cursor.Current.Length - bytes;
        return new FetchStep(cursor.Current.Segment, bytes);
    }

    public int IndexOf(int candidate) => _cursors[candidate].Index;

    /// <summary>The bytes of its first extent before the fetch, estimated.</summary>
    public int BytesBefore(int candidate) => _cursors[candidate].BytesBefore;

    public int LengthOf(SegmentId segment)
    {
        if (!_lengths.TryGetValue(segment, out var length))
        {
            length = PlannedSegment.Of(State, segment).Length;
            _lengths.Add(segment, length);
        }

        return length;
    }

    public bool TryGive(int candidate)
    {
        var cursor = _cursors[candidate];
        if (cursor.IsGiven)
        {
            return true;
        }

        var planned = PlannedExtent.Of(State, cursor.Current);
        if (!TryAdd(planned.Source, isFirst: cursor.GivenCount == 0))
        {
            IsFull = true;
            return false;
        }

        cursor.IsGiven = true;
        GivenCandidates += cursor.GivenCount++ == 0 ? 1 : 0;
        _given.Add((candidate, planned));
        return true;
    }

    public FetchStep? Next(int candidate)
    {
        var cursor = _cursors[candidate];
        return cursor.MoveNext(State) ? new FetchStep(cursor.Current.Segment, cursor.Current.Length) : null;
    }

    /// <summary>
    /// Everything that was given, candidate after candidate, and where each one's begins; the last number is the end. Needs no lock.
    /// </summary>
    public (PlannedExtent[] Extents, int[] Firsts) ByCandidate()
    {
        var firsts = new int[_cursors.Count + 1];
        for (var i = 0; i < _cursors.Count; i++)
        {
            firsts[i + 1] = firsts[i] + _cursors[i].GivenCount;
        }

        var extents = new PlannedExtent[_given.Count];
        var next = firsts.AsSpan().ToArray();
        foreach (var (candidate, extent) in _given)
        {
            extents[next[candidate]++] = extent;
        }

        return (extents, firsts);
    }

    /// <summary>Needs no lock.</summary>
    public IReadOnlyList<PlannedSegment> SegmentsByAge()
    {
        _segments.Sort(static (left, right) => left.Segment.CompareTo(right.Segment));
        return _segments;
    }

    /// <summary>The plan reads this segment.</summary>
    public bool Holds(SegmentId segment) => _taken.Contains(segment);

    private bool TryAdd(PlannedSegment source, bool isFirst)
    {
        if (_taken.Contains(source.Segment))
        {
            return true;
        }

        if (!isFirst && (_segments.Count >= SegmentsMax || _segmentBytes >= SegmentBytesMax))
        {
            return false;
        }

        _taken.Add(source.Segment);
        _segments.Add(source);
        _segmentBytes += source.Length;
        return true;
    }

    /// <summary>Estimates where a fetch begins inside an extent, as if its records were of one size.</summary>
    private static long BytesFrom(in Extent extent, long offset)
    {
        if (offset <= extent.BaseOffset)
        {
            return extent.Length;
        }

        var share = (double)(extent.LastOffset - offset + 1) / (extent.LastOffset - extent.BaseOffset + 1);
        return Math.Max(1, (long)(extent.Length * share));
    }

    /// <summary>Walks one partition. Looks up more at once the more it is asked for.</summary>
    private sealed class Cursor(int index, TopicPartition partition, long offset, long end, int bytesMax)
    {
        private Extent[] _found = [];
        private int _count;
        private int _at;
        private long _next = offset;

        public int Index => index;

        public int BytesBefore { get; set; }

        public Extent Current { get; private set; }

        /// <summary>The present extent is in the plan.</summary>
        public bool IsGiven { get; set; }

        public int GivenCount { get; set; }

        public bool MoveNext(ClusterState state)
        {
            if (_at == _count)
            {
                LookUp(state);
            }

            if (_at == _count || _found[_at].BaseOffset >= end)
            {
                return false;
            }

            Current = _found[_at++];
            IsGiven = false;
            _next = Current.LastOffset + 1;
            return true;
        }

        private void LookUp(ClusterState state)
        {
            (_at, _count) = (0, 0);
            if (_next < end)
            {
                _found = _found.Length < LookupMax ? new Extent[Math.Min(Math.Max(1, _found.Length * 4), LookupMax)] : _found;
                _count = state.Extents.Find(partition, _next, bytesMax, _found);
            }
        }
    }
}
