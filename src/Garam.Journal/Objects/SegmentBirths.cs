using System.Globalization;
using Garam.Metadata;
using Garam.Storage;

namespace Garam.Journal.Objects;

/// <summary>
/// Reads the names of segments for what they tell of the journal: a segment is named after the entry that its process had applied
/// when it opened the segment, so that entry was durable. Stateless.
/// </summary>
public sealed class SegmentBirths(IObjectStore store)
{
    /// <summary>Returns the key of a segment that was born after <paramref name="sequence"/>; null when there is none.</summary>
    public ValueTask<string?> FindAfterAsync(long sequence, CancellationToken cancellation) =>
        store.FindAsync(SegmentId.KeyPrefix, After(sequence), static key => SegmentId.TryParseKey(key, out _), cancellation);

    /// <summary>Deletes every segment that was born after <paramref name="sequence"/>, and returns how many there were.</summary>
    public ValueTask<int> DeleteAfterAsync(long sequence, CancellationToken cancellation) =>
        store.DeleteListedAsync(SegmentId.KeyPrefix, After(sequence), static key => SegmentId.TryParseKey(key, out _), cancellation);

    /// <summary>'.' follows '-': every segment of this birth sorts before it, and every later one after it.</summary>
    private static string After(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{SegmentId.KeyPrefix}{sequence:D20}.");
}
