using System.Runtime.CompilerServices;

namespace Garam.Journal.Objects;

/// <summary>
/// Reads ahead with a bound and gives results in order: a restart is one round trip of a remote store after the other otherwise.
/// </summary>
internal static class OrderedReads
{
    public static async IAsyncEnumerable<TResult> ReadAsync<TKey, TResult>(
        IEnumerable<TKey> keys,
        int readsMax,
        Func<TKey, CancellationToken, Task<TResult>> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ahead = new Queue<Task<TResult>>(readsMax);
        try
        {
            foreach (var key in keys)
            {
                if (ahead.Count == readsMax)
                {
                    yield return await ahead.Dequeue();
                }

                ahead.Enqueue(read(key, cancellation));
            }

            while (ahead.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            // A caller that stops early (a fault, a shutdown) leaves nothing running. The faults of reads that it no longer awaits do
            // not matter.
            await ((Task)Task.WhenAll(ahead)).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
