using Garam.Metadata;
using Garam.Storage;

namespace Garam.Journal.Objects;

/// <summary>
/// Reads the names of segments for what they tell of the journal: a segment is named after the entry that its process had applied
/// when it opened the segment, so that entry was durable. Stateless.
/// </summary>
public sealed class SegmentBirths(IObjectStore store)
{
    /// <summary>
    /// Every claim waits for these lists, of which each is one round trip and nearly always empty: two round trips instead of seventeen.
    /// </summary>
    private const int ListsMax = 9;

    /// <summary>Returns the key of a segment that was born after <paramref name="sequence"/>; null when there is none.</summary>
    public async ValueTask<string?> FindAfterAsync(long sequence, CancellationToken cancellation)
    {
        var finds = OrderedReads.ReadAsync<SegmentKeyRange, string?>(
            SegmentKeyRange.All,
            ListsMax,
            async (range, stop) => await store.FindAsync(range.Prefix, range.After(sequence), IsSegment, stop),
            cancellation);
        await foreach (var found in finds)
        {
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Deletes every segment that was born after <paramref name="sequence"/>, and returns how many there were.</summary>
    public async ValueTask<int> DeleteAfterAsync(long sequence, CancellationToken cancellation)
    {
        var deletions = OrderedReads.ReadAsync<SegmentKeyRange, int>(
            SegmentKeyRange.All,
            ListsMax,
            async (range, stop) => await store.DeleteListedAsync(range.Prefix, range.After(sequence), IsSegment, stop),
            cancellation);
        var deleted = 0;
        await foreach (var count in deletions)
        {
            deleted += count;
        }

        return deleted;
    }

    private static bool IsSegment(string key) => SegmentId.TryParseKey(key, out _);
}
