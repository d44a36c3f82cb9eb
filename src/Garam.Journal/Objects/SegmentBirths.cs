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
        await foreach (var found in InEachRangeAsync(
            async (range, stop) => await store.FindAsync(range.Prefix, range.After(sequence), IsSegment, stop), cancellation))
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
        var deleted = 0;
        await foreach (var count in InEachRangeAsync(
            async (range, stop) => await store.DeleteListedAsync(range.Prefix, range.After(sequence), IsSegment, stop), cancellation))
        {
            deleted += count;
        }

        return deleted;
    }

    private static IAsyncEnumerable<TResult> InEachRangeAsync<TResult>(
        Func<SegmentKeyRange, CancellationToken, Task<TResult>> list, CancellationToken cancellation) =>
        OrderedReads.ReadAsync(SegmentKeyRange.All, ListsMax, list, cancellation);

    private static bool IsSegment(string key) => SegmentId.TryParseKey(key, out _);
}
