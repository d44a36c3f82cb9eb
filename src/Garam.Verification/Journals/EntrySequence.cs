using System.Runtime.CompilerServices;
using Garam.Journal.Backends;
using Garam.Storage.Errors;

namespace Garam.Verification.Journals;

/// <summary>
/// Reads the journal number by number up to the first absent one, some ahead, and continues after those that cannot be read.
/// </summary>
internal sealed class EntrySequence(IJournalBackend entries)
{
    /// <summary>Hides a remote store's latency; 16 of the largest entries still fit in memory.</summary>
    private const int ReadsMax = 16;

    public async IAsyncEnumerable<EntryRead> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ahead = new Queue<Task<EntryRead>>(ReadsMax);
        try
        {
            for (var next = after + 1; ; next++)
            {
                ahead.Enqueue(ReadOneAsync(next, cancellation));
                if (ahead.Count < ReadsMax)
                {
                    continue;
                }

                var read = await ahead.Dequeue();
                if (read.IsAbsent)
                {
                    yield break;
                }

                yield return read;
            }
        }
        finally
        {
            await ((Task)Task.WhenAll(ahead)).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<EntryRead> ReadOneAsync(long sequence, CancellationToken cancellation)
    {
        try
        {
            return new EntryRead(sequence, await entries.ReadAsync(sequence, cancellation), null);
        }
        catch (GaramException fault)
        {
            return new EntryRead(sequence, null, fault);
        }
    }
}

/// <summary>The result of reading a number of the journal.</summary>
/// <param name="Sequence">The number.</param>
/// <param name="Bytes">Null when there is no such entry, or when it cannot be read.</param>
/// <param name="Fault">The reason why it cannot be read.</param>
internal readonly record struct EntryRead(long Sequence, byte[]? Bytes, GaramException? Fault)
{
    public bool IsAbsent => Bytes is null && Fault is null;
}
