using Garam.Metadata;

namespace Garam.Broker.ReadPath.Planning;

/// <summary>
/// Shares the bytes of one response among the partitions that have data, in the order of the log: the partition that lags furthest gets its
/// next extent. Partitions that fill at different rates thus stay side by side, and each segment is read once for all of them. With equal
/// parts a scan of sixteen partitions drifts apart until it needs more segments in memory than a cache holds. Still, every partition gets
/// something, because the one that lags furthest may never move: its segment can be lost, or its client stuck. Used for one plan, piece by
/// piece, always under the replica's lock.
/// </summary>
internal sealed class FetchShares
{
    /// <summary>
    /// A quarter of a response, shared by all that are far ahead: most of them wait at the end of the log, where extents are small.
    /// </summary>
    private const int PartOfThoseAhead = 4;

    /// <summary>
    /// The most bytes that all partitions which wait for the last one get together, and that each of them gets: less than the last one, so
    /// that the distance shrinks as long as that one moves.
    /// </summary>
    private const int PartOfThoseWaiting = 16;

    private const int PartOfOneWaiting = 64;

    private readonly IReadOnlyList<FetchCandidate> _candidates;
    private readonly IFetchLog _log;
    private readonly FetchDistances _distances;

    /// <summary>The order of the candidates decides between those that lag equally.</summary>
    private readonly PriorityQueue<int, (SegmentId Segment, int Index)> _byAge;
    private readonly FetchStep[] _next;
    private readonly List<int> _full = [];
    private readonly int[] _shares;
    private readonly SegmentId _oldest;
    private readonly long _oldestBytes;
    private readonly int _oneWaitingMax;
    private int _begun;
    private int _left;
    private int _leftForThoseAhead;
    private int _leftForThoseWaiting;

    /// <param name="candidates">In the order in which they are served, which rotates.</param>
    /// <param name="log">The extents of the candidates, and what is given of them.</param>
    /// <param name="bytesMax">The size of the whole response.</param>
    /// <param name="distances">Decides when a candidate waits.</param>
    public FetchShares(IReadOnlyList<FetchCandidate> candidates, IFetchLog log, int bytesMax, FetchDistances distances)
    {
        (_candidates, _log, _distances) = (candidates, log, distances);
        _byAge = new(candidates.Count);
        _next = [.. candidates.Select(static candidate => candidate.First)];
        _shares = new int[candidates.Count];
        (_left, _leftForThoseAhead, _leftForThoseWaiting) =
            (bytesMax, bytesMax / PartOfThoseAhead, Math.Max(1, bytesMax / PartOfThoseWaiting));
        _oneWaitingMax = Math.Max(1, bytesMax / PartOfOneWaiting);
        foreach (var candidate in candidates)
        {
            // A partition for which the client allows nothing gets nothing, so no other partition may wait for it.
            if (candidate.BytesMax > 0 && (_oldestBytes == 0 || candidate.First.Segment.CompareTo(_oldest) < 0))
            {
                (_oldest, _oldestBytes) = (candidate.First.Segment, Math.Max(1, log.LengthOf(candidate.First.Segment)));
            }
        }
    }

    /// <summary>The bytes that each candidate may get; together at most the size of the response.</summary>
    public IReadOnlyList<int> Shares => _shares;

    /// <summary>Some candidate gets less than it could, because it is ahead of the last one.</summary>
    public bool HasWaiting { get; private set; }

    /// <summary>Gives about so many extents. True when there is nothing more to give.</summary>
    public bool Continue(int extentsMax)
    {
        while (_begun < _shares.Length)
        {
            if (extentsMax-- <= 0)
            {
                return false;
            }

            Begin(_begun++);
        }

        while (_left > 0 && _byAge.TryPeek(out var last, out _) && Distance(_next[last].Segment) <= _distances.NearMax)
        {
            if (extentsMax-- <= 0)
            {
                return false;
            }

            _byAge.Dequeue();
            if (Give(last, _left) is { IsWhole: true })
            {
                Enqueue(last);
            }
        }

        return true;
    }

    /// <summary>The segments that responses after this one will want, oldest first, as long as <paramref name="wanted"/> says so.</summary>
    public void Ahead(Func<SegmentId, bool> wanted)
    {
        _full.ForEach(Enqueue);
        while (_byAge.TryDequeue(out var last, out _) && wanted(_next[last].Segment))
        {
            if (Advance(last))
            {
                Enqueue(last);
            }
        }
    }

    private void Begin(int index)
    {
        var distance = Distance(_next[index].Segment);
        var isWhole = true;
        HasWaiting |= distance > _distances.NearMax;
        if (distance > _distances.FarMin && _leftForThoseAhead > 0)
        {
            (var given, isWhole) = Give(index, _left);
            _leftForThoseAhead -= given;
        }
        else if (distance > _distances.NearMax && _leftForThoseWaiting > 0)
        {
            (var given, isWhole) = Give(index, Math.Min(_oneWaitingMax, _leftForThoseWaiting));
            _leftForThoseWaiting -= given;
        }
        else if (index == 0)
        {
            isWhole = GiveToFirst();
        }

        if (isWhole)
        {
            Enqueue(index);
        }
    }

    /// <summary>
    /// The first one in turn always gets something, even if all the others lag further: a partition that never moves would otherwise take
    /// small responses for itself alone. False when there is nothing more to give to it.
    /// </summary>
    private bool GiveToFirst()
    {
        if (_next[0].Bytes <= _oneWaitingMax)
        {
            return Give(0, _left).IsWhole;
        }

        var given = Math.Max(0, Math.Min(Math.Min(_left, _oneWaitingMax), _candidates[0].BytesMax));
        if (given > 0 && _log.TryGive(0))
        {
            (_shares[0], _left) = (given, _left - given);
            _next[0] = _next[0] with { Bytes = _next[0].Bytes - given };
        }

        return true;
    }

    /// <summary>About how many bytes of the log lie before it: births count journal entries, and about each has one segment.</summary>
    private long Distance(SegmentId segment) =>
        segment == _oldest ? 0 : (segment.Birth - _oldest.Birth) * ((_oldestBytes + _log.LengthOf(segment)) / 2);

    private void Enqueue(int index) => _byAge.Enqueue(index, (_next[index].Segment, index));

    /// <summary>Not whole when this candidate gets nothing more.</summary>
    private (int Bytes, bool IsWhole) Give(int index, int bytesMax)
    {
        var room = Math.Max(0, Math.Min(Math.Min(_left, bytesMax), _candidates[index].BytesMax - _shares[index]));
        var given = Math.Min(room, _next[index].Bytes);
        if (given > 0 && !_log.TryGive(index))
        {
            given = 0;
        }

        _shares[index] += given;
        _left -= given;
        if (given < _next[index].Bytes)
        {
            _full.Add(index);
            return (given, false);
        }

        return (given, Advance(index));
    }

    private bool Advance(int index)
    {
        var next = _log.Next(index);
        _next[index] = next ?? default;
        return next is not null;
    }
}

/// <summary>The extents that <see cref="FetchShares"/> gives away, by candidate.</summary>
internal interface IFetchLog
{
    /// <summary>The length of a segment, in bytes.</summary>
    int LengthOf(SegmentId segment);

    /// <summary>The candidate gets its present extent, or the beginning of it. False: the response holds no further segment.</summary>
    bool TryGive(int candidate);

    /// <summary>The extent after the present one; null at the end of what may be read.</summary>
    FetchStep? Next(int candidate);
}

/// <param name="BytesMax">The bytes that the client allows for this partition.</param>
/// <param name="First">Its next extent.</param>
internal readonly record struct FetchCandidate(int BytesMax, FetchStep First);

/// <summary>An extent that a partition continues with.</summary>
/// <param name="Segment">The segment that holds it.</param>
/// <param name="Bytes">The bytes that are left of it.</param>
internal readonly record struct FetchStep(SegmentId Segment, int Bytes);
