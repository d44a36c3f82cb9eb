using Garam.Storage.Directory.Files;

namespace Garam.Storage.Directory;

/// <summary>Lists objects in ordinal order of their keys. One per call.</summary>
internal sealed class ObjectLister(IFileLayer files, FolderWindows folders, string prefix, string startAfter, int limit)
{
    private readonly List<ObjectStat> _found = [];

    internal IReadOnlyList<ObjectStat> List(string root)
    {
        // The folders above would be read for nothing, for each page of a list again, and one of them may hold a million names.
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)].TrimEnd('/');
        if (folder.Length == 0)
        {
            Visit(root, "");
        }
        else if (ObjectKey.IsValid(folder))
        {
            Visit(Path.Combine(root, folder), folder + "/");
        }

        return _found;
    }

    private void Visit(string folder, string folderKey)
    {
        var after = "";
        FolderWindow window;
        do
        {
            // Folders may turn out to be empty, files may be deleted meanwhile: then the first window may not suffice.
            window = folders.Past(string.CompareOrdinal(after, startAfter) > 0 ? after : startAfter, folder, folderKey);
            foreach (var key in window.Take())
            {
                if (IsRelevant(key) && string.CompareOrdinal(key, after) > 0)
                {
                    Take(folder, folderKey, key);
                    after = key;
                }

                if (_found.Count == limit)
                {
                    return;
                }
            }

            after = window.IsLast ? after : window.End;
        }
        while (!window.IsLast);
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

    private bool IsRelevant(string key) => key.EndsWith('/')
        ? MayHoldKeys(key)
        : key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, startAfter) > 0;

    private bool MayHoldKeys(string folderKey) =>
        (folderKey.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folderKey, StringComparison.Ordinal))
        && (string.CompareOrdinal(folderKey, startAfter) > 0 || startAfter.StartsWith(folderKey, StringComparison.Ordinal));
}
