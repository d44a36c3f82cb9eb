using Garam.Metadata;
using Garam.Storage;

namespace Garam.Broker.Jobs;

/// <summary>
/// A place in a list of all segments, and of whatever else lies among them, that leaves out the young end of each range of keys. The next
/// page comes from one range alone, so that a directory reads only its folder, or from whatever follows a range that is done.
/// </summary>
/// <param name="Range">The range that the page belongs to; null for a page of everything past <paramref name="StartAfter"/>.</param>
/// <param name="StartAfter">The key that the page begins after.</param>
internal readonly record struct ListPlace(SegmentKeyRange? Range, string StartAfter)
{
    public static ListPlace Beginning => new(null, SegmentId.KeyPrefix);

    public string Prefix => Range?.Prefix ?? SegmentId.KeyPrefix;

    public static ListPlace Past(SegmentId segment) => new(SegmentKeyRange.Of(segment), segment.Key);

    /// <summary>Null when nothing is left.</summary>
    /// <param name="listed">The page at this place.</param>
    /// <param name="isLast">The list has no other page under this prefix.</param>
    /// <param name="birthEnd">Segments that were born at this number or later are of no interest.</param>
    public ListPlace? Next(IReadOnlyList<ObjectStat> listed, bool isLast, long birthEnd)
    {
        if (isLast)
        {
            return Range is { } done ? new ListPlace(null, done.End) : null;
        }

        var key = listed[^1].Key;
        if (!SegmentId.TryParseKey(key, out var last))
        {
            return new ListPlace(null, key);
        }

        return last.Birth < birthEnd ? Past(last) : new ListPlace(null, SegmentKeyRange.Of(last).End);
    }
}
