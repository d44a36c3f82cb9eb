using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Objects;

namespace Garam.Journal.Replication;

/// <summary>Reads the journal in order, a page at a time and several entries at once.</summary>
internal sealed class JournalReader(IJournalBackend backend)
{
    /// <summary>The most keys that S3 lists at once.</summary>
    private const int ListPage = 1_000;

    /// <summary>A restart reads thousands of entries from a remote store, where each takes tens of milliseconds.</summary>
    private const int ReadsMax = 128;

    /// <summary>A page ends with the entry that reaches this size, because all of it is in memory at once.</summary>
    private const long BytesMax = 32 * 1024 * 1024;

    /// <summary>The entries that follow a number, up to the first that is absent or the end of a page.</summary>
    public async ValueTask<JournalPage> ReadAsync(long after, CancellationToken cancellation)
    {
        var listed = await backend.ListAsync(after, ListPage, cancellation);
        var dense = listed.TakeWhile((entry, i) => entry.Sequence == after + 1 + i).ToList();
        var page = FirstOf(dense);
        var entries = new List<StoredEntry>(page.Count);
        await foreach (var (sequence, content) in OrderedReads.ReadAsync(page, ReadsMax, ReadOneAsync, cancellation))
        {
            if (content is null)
            {
                // Trimmed since it was listed: for this reader the journal ends here.
                return new JournalPage(entries, ReachesEnd: true);
            }

            entries.Add(new StoredEntry(sequence, content));
        }

        return new JournalPage(entries, ReachesEnd: page.Count == dense.Count && dense.Count < ListPage);
    }

    /// <summary>The sizes come from the list, so that reads under way are bounded too.</summary>
    private static List<long> FirstOf(List<ListedEntry> listed)
    {
        var sequences = new List<long>(listed.Count);
        var bytes = 0L;
        foreach (var entry in listed)
        {
            if (bytes >= BytesMax)
            {
                break;
            }

            sequences.Add(entry.Sequence);
            bytes += entry.Size;
        }

        return sequences;
    }

    private async Task<(long Sequence, byte[]? Bytes)> ReadOneAsync(long sequence, CancellationToken cancellation) =>
        (sequence, await backend.ReadAsync(sequence, cancellation));
}

/// <param name="Entries">Without a gap.</param>
/// <param name="ReachesEnd">The number after them was absent when the page was listed.</param>
internal readonly record struct JournalPage(IReadOnlyList<StoredEntry> Entries, bool ReachesEnd);
