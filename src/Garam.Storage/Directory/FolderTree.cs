using System.Collections.Concurrent;
using Garam.Storage.Directory.Files;

namespace Garam.Storage.Directory;

/// <summary>
/// The directories of the store that are known to be durable: made, and the directory above each of them synced. Any of the store's
/// threads may call it; making and removing exclude each other. As large as the store has folders: two dozen and one per snapshot.
/// </summary>
/// <param name="root">The store's directory.</param>
/// <param name="layer">Makes, syncs and removes folders.</param>
/// <param name="windows">Told of each folder that is made.</param>
/// <param name="isShared">True: other processes make and remove folders too.</param>
internal sealed class FolderTree(string root, IFolderLayer layer, FolderWindows windows, bool isShared = false)
{
    private readonly ConcurrentDictionary<string, StoreFolder> _durable = new(StringComparer.Ordinal);
    private readonly Lock _shaping = new();

    /// <summary>
    /// Runs once, when the store is opened. The previous process may have died between linking a name and syncing it: the name can then be
    /// read and would still be lost with the power. After this, everything that can be read is durable.
    /// </summary>
    internal void SyncAll() => SyncAll(root);

    internal StoreFolder Ensure(string path)
    {
        if (_durable.TryGetValue(path, out var known))
        {
            return known;
        }

        lock (_shaping)
        {
            return EnsureUnderLock(path);
        }
    }

    /// <summary>
    /// Completes a create. If the folder was removed and made again while the name was linked, the new folder's own name may not be
    /// durable yet. Another process may have done both at any time, unnoticed.
    /// </summary>
    internal void Confirm(StoreFolder folder)
    {
        if (isShared)
        {
            SyncFoldersAbove(folder.Path);
        }
        else if (!_durable.TryGetValue(folder.Path, out var current) || !ReferenceEquals(current, folder))
        {
            Ensure(folder.Path);
        }
    }

    /// <summary>The object that was found under this path is durable when it returns, or was deleted since.</summary>
    internal void SyncName(string path)
    {
        var folder = Above(path);
        SyncFolder(folder);
        SyncFoldersAbove(folder);
    }

    /// <summary>
    /// Removes the folder and those above it that are left empty, but none directly under the root: those are few and are used again. The
    /// folder is forgotten before it is removed, so that the next creator syncs the folder above again.
    /// </summary>
    internal void RemoveEmpty(string path)
    {
        lock (_shaping)
        {
            for (var folder = path; Depth(folder) > 1; folder = Above(folder))
            {
                _durable.TryRemove(folder, out _);
                if (!layer.TryRemoveEmpty(folder))
                {
                    return;
                }
            }
        }
    }

    /// <summary>After a create found its folder gone. Another process may have removed the folders above it too.</summary>
    internal void Forget(string path)
    {
        for (var folder = path; Depth(folder) > 1; folder = Above(folder))
        {
            _durable.TryRemove(folder, out _);
        }
    }

    private static string Above(string path) => path[..path.LastIndexOf(Path.DirectorySeparatorChar)];

    private int Depth(string path) => path.AsSpan(root.Length).Count(Path.DirectorySeparatorChar);

    /// <summary>All that can have been removed and made again: a folder directly under the root never is.</summary>
    private void SyncFoldersAbove(string path)
    {
        for (var folder = path; Depth(folder) > 1; folder = Above(folder))
        {
            SyncFolder(Above(folder));
        }
    }

    // Ensure would make a folder again that another process removes just now.
    private void SyncFolder(string path)
    {
        var folder = Depth(path) <= 1 ? Ensure(path) : _durable.GetValueOrDefault(path) ?? new StoreFolder(path, layer);
        folder.Sync(folder.Linked(), folder.Failures);
    }

    private StoreFolder EnsureUnderLock(string path)
    {
        if (_durable.TryGetValue(path, out var known))
        {
            return known;
        }

        if (path.Length > root.Length)
        {
            EnsureUnderLock(Above(path));
            MakeDurable(path);
        }

        return _durable.GetOrAdd(path, new StoreFolder(path, layer));
    }

    private void MakeDurable(string path)
    {
        layer.Make(path);
        windows.Note(path, isFolder: true);
        try
        {
            layer.Sync(Above(path));
        }
        catch
        {
            // Taken back, so that the next attempt writes the name anew: a second sync alone would prove nothing (see StoreFolder).
            layer.TryRemoveEmpty(path);
            throw;
        }
    }

    private void SyncAll(string folder)
    {
        try
        {
            layer.Sync(folder);
        }
        catch (MissingFolderException) when (isShared && folder != root)
        {
            // Another process has removed it since the folder above was listed.
            return;
        }

        foreach (var entry in layer.List(folder))
        {
            if (entry.IsFolder && !entry.Name.StartsWith('.'))
            {
                SyncAll(Path.Combine(folder, entry.Name));
            }
        }
    }
}
