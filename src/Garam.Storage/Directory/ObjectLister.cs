using Garam.Storage.Directory.Files;

namespace Garam.Storage.Directory;

/// <summary>
/// Lists objects in ordinal order of their keys. Per folder only as many names are kept as are still wanted, so memory follows the
/// limit, not the store. One per call.
/// </summary>
internal sealed class ObjectLister(IFileLayer files, IFolderLayer folders, string prefix, string startAfter, int limit)
{
    private readonly List<ObjectStat> _found = [];

    internal IReadOnlyList<ObjectStat> List(string root)
    {
        Visit(root, "");
        return _found;
    }

    private void Visit(string folder, string folderKey)
    {
        var after = "";
        bool more;
        do
        {
            // Folders may turn out to be empty, files may be deleted meanwhile: then the first page does not suffice.
            (var page, more) = NextPage(folder, folderKey, after);
            foreach (var key in page)
            {
                if (_found.Count == limit)
                {
                    return;
                }

                Take(folder, folderKey, key);
                after = key;
            }
        }
        while (more && _found.Count < limit);
    }

    private void Take(string folder, string folderKey, string key)
    {
        var path = Path.Combine(folder, key[folderKey.Length..].TrimEnd('/'));
        if (key.EndsWith('/'))
        {
            Visit(path, key);
        }
        else if (files.SizeOf(path) is { } size)
        {
            _found.Add(new ObjectStat(key, size));
        }
    }

    /// <summary>The next keys of a folder; keys of folders end in '/', which is how they sort among the others.</summary>
    private (List<string> Keys, bool More) NextPage(string folder, string folderKey, string after)
    {
        var wanted = limit - _found.Count;
        var smallest = new PriorityQueue<string, string>(Descending);
        var more = false;
        foreach (var entry in folders.List(folder))
        {
            if (IsRelevant(entry, folderKey, after) is { } key)
            {
                smallest.Enqueue(key, key);
                if (smallest.Count > wanted)
                {
                    smallest.Dequeue();
                    more = true;
                }
            }
        }

        List<string> keys = new(smallest.Count);
        while (smallest.TryDequeue(out var key, out _))
        {
            keys.Add(key);
        }

        keys.Reverse();
        return (keys, more);
    }

    private static readonly Comparer<string> Descending = Comparer<string>.Create(static (a, b) => string.CompareOrdinal(b, a));

    private string? IsRelevant(FolderEntry entry, string folderKey, string after)
    {
        if (!ObjectKey.IsValid(folderKey + entry.Name))
        {
            return null;
        }

        var key = entry.IsFolder ? $"{folderKey}{entry.Name}/" : folderKey + entry.Name;
        var inRange = entry.IsFolder
            ? MayHoldKeys(key)
            : key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, startAfter) > 0;
        return inRange && string.CompareOrdinal(key, after) > 0 ? key : null;
    }

    private bool MayHoldKeys(string folderKey) =>
        (folderKey.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folderKey, StringComparison.Ordinal))
        && (string.CompareOrdinal(folderKey, startAfter) > 0 || startAfter.StartsWith(folderKey, StringComparison.Ordinal));
}
