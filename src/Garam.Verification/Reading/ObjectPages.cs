using System.Runtime.CompilerServices;
using Garam.Storage;

namespace Garam.Verification.Reading;

/// <summary>Lists of any length, a page at a time.</summary>
internal static class ObjectPages
{
    /// <summary>
    /// A directory is read from end to end for each page, so that pages have to be long; at 50,000 keys one takes about ten megabytes.
    /// </summary>
    public const int PageObjects = 50_000;

    public static async IAsyncEnumerable<IReadOnlyList<ObjectStat>> ListAsync(
        IObjectStore store, string prefix, string startAfter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await store.ListAsync(prefix, startAfter, PageObjects, cancellation);
            yield return page;
            if (page.Count < PageObjects)
            {
                yield break;
            }

            startAfter = page[^1].Key;
        }
    }
}
