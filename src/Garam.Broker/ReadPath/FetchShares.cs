using Garam.Metadata;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Shares the bytes of one response among the partitions that have data, in the order of the log: whoever is furthest behind gets his
/// next extent. So partitions that fill at different rates stay side by side, and each segment is read once for all of them; with equal
/// parts a scan of sixteen partitions drifts apart until it needs more segments in memory than a cache holds. Those that are so far
/// ahead that they share nothing with the last one get a part of their own, so that nobody starves behind a long backlog. Used for one
/// plan, under the replica's lock.
/// </summary>
/// <param name="candidates">In the order in which they are served, which rotates.</param>
/// <param name="following">The next extent of a candidate, and then the one behind it.</param>
/// <param name="lengthOf">Of a segment, in bytes.</param>
internal sealed class FetchShares(IReadOnlyList<FetchCandidate> candidates, Func<int, FetchStep?> following, Func<SegmentId, int> lengthOf)
{
    /// <summary>A quarter of a response, shared by all that are far ahead: most of them wait at the end of the log, where extents are small.</summary>
    private const int PartOfThoseAhead = 4;

    /// <summary>
    /// Nobody is served who is further ahead of the last one than this, in bytes of the log: where all get what the client allows for a
    /// partition, they drift apart all the same. A third of a cache of 160 MiB, so that two scans fit.
    /// </summary>
    private const long NearBytesMax = 48 << 20;

    /// <summary>
    /// Unless he is further ahead than this: nobody drifts so far, and he is not to wait until the last one has read so much. That
    /// takes less than a second.
    /// </summary>
    private const long FarBytesMin = 256 << 20;

    /// <summary>The order of the candidates decides between those that are equally far behind.</summary>
    private readonly PriorityQueue<int, (SegmentId Segment, int Index)> _byAge = new(candidates.Count);
    private readonly FetchStep[] _next = [.. candidates.Select(static candidate => candidate.First)];
    private readonly List<int> _full = [];
    private readonly int[] _shares = new int[candidates.Count];
    private SegmentId _oldest;
    private long _oldestBytes;
    private int _left;

    /// <param name="bytesMax">Of the whole response.</param>
    /// <returns>What each candidate may get; together at most <paramref name="bytesMax"/>.</returns>
    public int[] Share(int bytesMax)
    {
        if (candidates.Count == 0)
        {
            return _shares;
        }

        _left = bytesMax;
        _oldest = candidates.Min(static candidate => candidate.First.Segment);
        _oldestBytes = lengthOf(_oldest);
        for (var i = 0; i < _shares.Length; i++)
        {
            var mayGiveAhead = _left > bytesMax - (bytesMax / PartOfThoseAhead) && Distance(_next[i].Segment) > FarBytesMin;
            if (!mayGiveAhead || Give(i))
            {
                Enqueue(i);
            }
        }

        while (_left > 0 && _byAge.TryPeek(out var last, out _) && Distance(_next[last].Segment) <= NearBytesMax)
        {
            _byAge.Dequeue();
            if (Give(last))
            {
                Enqueue(last);
            }
        }

        return _shares;
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

    /// <summary>About how many bytes of the log lie before it: births count journal entries, and about each has one segment.</summary>
    private long Distance(SegmentId segment) =>
        segment == _oldest ? 0 : (segment.Birth - _oldest.Birth) * ((_oldestBytes + lengthOf(segment)) / 2);

    private void Enqueue(int index) => _byAge.Enqueue(index, (_next[index].Segment, index));

    /// <summary>False when this candidate gets nothing more.</summary>
    private bool Give(int index)
    {
        var room = Math.Max(0, Math.Min(_left, candidates[index].BytesMax - _shares[index]));
        var given = Math.Min(room, _next[index].Bytes);
        _shares[index] += given;
        _left -= given;
        if (given < _next[index].Bytes)
        {
            _full.Add(index);
            return false;
        }

        return Advance(index);
    }

    private bool Advance(int index)
    {
        var next = following(index);
        _next[index] = next ?? default;
        return next is not null;
    }
}

/// <param name="BytesMax">What the client allows for this partition.</param>
/// <param name="First">Its next extent.</param>
internal readonly record struct FetchCandidate(int BytesMax, FetchStep First);

/// <summary>An extent that a partition goes on with.</summary>
/// <param name="Segment">Where it lies.</param>
/// <param name="Bytes">What is left of it.</param>
internal readonly record struct FetchStep(SegmentId Segment, int Bytes);
