using Garam.Metadata;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Shares the bytes of one response among the partitions that have data. First each gets its next extent, or its even part of half
/// the response if that is more, so that nobody starves; the rest goes to whoever is furthest behind in the log. Without that, partitions that fill at different rates drift apart, and a scan
/// of sixteen of them needs more segments in memory than a cache holds: each is then read two or three times.
/// </summary>
internal static class FetchShares
{
    /// <param name="candidates">In the order in which they are served.</param>
    /// <param name="bytesMax">Of the whole response.</param>
    /// <returns>What each candidate may get; together possibly a little less than <paramref name="bytesMax"/>.</returns>
    public static int[] Of(IReadOnlyList<FetchCandidate> candidates, int bytesMax)
    {
        var shares = new int[candidates.Count];
        if (shares.Length == 0)
        {
            return shares;
        }

        var even = bytesMax / (2 * shares.Length);
        var left = bytesMax;
        for (var i = 0; i < shares.Length; i++)
        {
            // Less than the next extent may be less than one batch, and then it would be for nothing.
            var first = Math.Max(even, candidates[i].NextBytes);
            shares[i] = Math.Min(left, Math.Min(first, candidates[i].BytesMax));
            left -= shares[i];
        }

        // A stable sort: of those equally far behind, the one that is served first comes first.
        foreach (var i in Enumerable.Range(0, shares.Length).OrderBy(i => candidates[i].Oldest))
        {
            var more = Math.Min(left, candidates[i].BytesMax - shares[i]);
            shares[i] += more;
            left -= more;
        }

        return shares;
    }
}

/// <param name="BytesMax">What the client allows for this partition.</param>
/// <param name="NextBytes">How much of its next extent is left.</param>
/// <param name="Oldest">Where that extent lies.</param>
internal readonly record struct FetchCandidate(int BytesMax, int NextBytes, SegmentId Oldest);
