using System.Buffers;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Journal.Objects;

/// <summary>Operations that the journal needs beyond the store's port.</summary>
internal static class ObjectStoreExtensions
{
    /// <summary>Most entries fit: one request instead of two.</summary>
    private const int FirstReadBytes = 16 * 1024;

    /// <summary>Keys asked for at once: what S3 gives at most.</summary>
    private const int ListPage = 1_000;

    /// <summary>
    /// Null when there is no such object. Larger ones than <paramref name="bytesMax"/> are not what was written: Corrupt.
    /// </summary>
    public static async ValueTask<byte[]?> ReadWholeAsync(this IObjectStore store, string key, int bytesMax, CancellationToken cancellation)
    {
        var first = ArrayPool<byte>.Shared.Rent(FirstReadBytes);
        try
        {
            var head = await store.ReadAsync(key, 0, first, cancellation);
            if (!head.Found)
            {
                return null;
            }

            return head.BytesRead < first.Length
                ? first.AsSpan(0, head.BytesRead).ToArray()
                : await ReadRestAsync(store, key, first, bytesMax, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
        }
    }

    /// <summary>Reads once more what was Corrupt: a bit that flips on its way is not in the object.</summary>
    public static async ValueTask<TResult> RereadCorruptAsync<TResult>(Func<ValueTask<TResult>> read)
    {
        try
        {
            return await read();
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
        {
            return await read();
        }
    }

    /// <summary>Every key under <paramref name="prefix"/> that sorts after <paramref name="startAfter"/>, in order, page by page.</summary>
    public static async ValueTask<List<ObjectStat>> ListAllAsync(
        this IObjectStore store, string prefix, string startAfter, CancellationToken cancellation)
    {
        var all = new List<ObjectStat>();
        while (true)
        {
            var page = await store.ListAsync(prefix, startAfter, ListPage, cancellation);
            all.AddRange(page);
            if (page.Count < ListPage)
            {
                return all;
            }

            startAfter = page[^1].Key;
        }
    }

    /// <summary>
    /// The first key under <paramref name="prefix"/> after <paramref name="startAfter"/> that is wanted; null when there is none.
    /// </summary>
    public static async ValueTask<string?> FindAsync(
        this IObjectStore store, string prefix, string startAfter, Predicate<string> isWanted, CancellationToken cancellation)
    {
        while (true)
        {
            var page = await store.ListAsync(prefix, startAfter, ListPage, cancellation);
            foreach (var stored in page)
            {
                if (isWanted(stored.Key))
                {
                    return stored.Key;
                }
            }

            if (page.Count < ListPage)
            {
                return null;
            }

            startAfter = page[^1].Key;
        }
    }

    /// <summary>
    /// Deletes the wanted keys under <paramref name="prefix"/> after <paramref name="startAfter"/>, and returns how many there were.
    /// </summary>
    public static async ValueTask<int> DeleteListedAsync(
        this IObjectStore store, string prefix, string startAfter, Predicate<string> isWanted, CancellationToken cancellation)
    {
        var wanted = (await store.ListAllAsync(prefix, startAfter, cancellation)).ConvertAll(stored => stored.Key).FindAll(isWanted);
        foreach (var batch in wanted.Chunk(ListPage))
        {
            await store.DeleteAsync(batch, cancellation);
        }

        return wanted.Count;
    }

    private static async ValueTask<byte[]?> ReadRestAsync(
        IObjectStore store, string key, byte[] first, int bytesMax, CancellationToken cancellation)
    {
        if (await store.StatAsync(key, cancellation) is not { } stat)
        {
            return null;
        }

        if (stat.Size > bytesMax)
        {
            throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: {stat.Size} bytes are more than any such object has.");
        }

        var whole = new byte[stat.Size];
        first.AsSpan(0, Math.Min(first.Length, whole.Length)).CopyTo(whole);
        if (whole.Length > first.Length)
        {
            var rest = await store.ReadAsync(key, first.Length, whole.AsMemory(first.Length), cancellation);
            if (!rest.Found)
            {
                return null;
            }

            if (rest.BytesRead < whole.Length - first.Length)
            {
                throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: it ends before its {stat.Size} bytes.");
            }
        }

        return whole;
    }
}
