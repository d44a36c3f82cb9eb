using System.Runtime.CompilerServices;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Objects;

namespace Garam.Journal.Replication;

/// <summary>Reads the journal in order, several entries at once, up to the first absent number.</summary>
internal sealed class JournalReader(IJournalBackend backend)
{
    /// <summary>The most keys that S3 lists at once.</summary>
    private const int ListPage = 1_000;

    /// <summary>Hides a remote store's latency at start; entries are small mostly, and 16 of the largest still fit in memory.</summary>
    private const int ReadsMax = 16;

    public async IAsyncEnumerable<StoredEntry> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var listed = await backend.ListAsync(after, ListPage, cancellation);
            var dense = listed.TakeWhile((sequence, i) => sequence == after + 1 + i).ToList();
            await foreach (var (sequence, bytes) in OrderedReads.ReadAsync(dense, ReadsMax, ReadOneAsync, cancellation))
            {
                if (bytes is null)
                {
                    // Trimmed since it was listed: for this reader the journal ends here.
                    yield break;
                }

                yield return new StoredEntry(sequence, bytes);
            }

            if (dense.Count == 0)
            {
                yield break;
            }

            after = dense[^1];
        }
    }

    private async Task<(long Sequence, byte[]? Bytes)> ReadOneAsync(long sequence, CancellationToken cancellation) =>
        (sequence, await backend.ReadAsync(sequence, cancellation));
}
