using Garam.Storage.Directory.Files;

namespace Garam.Storage.Directory;

/// <summary>
/// Reads folders for lists and keeps the names of the last large one, so that a list of many pages does not read it anew for each page. A
/// page that continues gets the kept names and those that were created since; every other list reads the folder. Where another process
/// creates (<see cref="ReadOnlyDirectoryStore"/>), the pages of one list show a folder as it was at the first of them. Lists come one at a
/// time; any thread may note a name. Memory: sixty-four thousand keys, or a sixteenth of the largest folder.
/// </summary>
/// <param name="layer">Reads the folders.</param>
/// <param name="isShared">
/// True: other processes create and rely on each other's lists, so every list reads the folder and nothing is kept but its size.
/// </param>
internal sealed class FolderWindows(IFolderLayer layer, bool isShared = false)
{
    /// <summary>About ten megabytes.</summary>
    private const int KeysMin = 64 * 1024;

    /// <summary>However large a folder is, about so many readings are enough for a whole list, and so a list stays linear.</summary>
    private const int ReadingsMax = 16;

    /// <summary>Smaller folders are read again: they must not push out a large one.</summary>
    private const int KeptNamesMin = 1_000;

    private readonly Lock _gate = new();
    private FolderWindow? _reading;
    private FolderWindow? _kept;
    private string? _folderBefore;
    private int _seenBefore;

    internal FolderWindow Past(string bound, string folder, string folderKey)
    {
        if (isShared)
        {
            return ReadAnew(bound, folder, folderKey);
        }

        var kept = _kept;
        if (kept is { IsExhausted: false } && kept.Folder == folder && kept.Position == bound)
        {
            return kept;
        }

        var keysMax = kept?.Folder == folder ? Math.Max(KeysMin, kept.Seen / ReadingsMax) : KeysMin;
        var window = new FolderWindow(folder, folderKey, bound);
        Remember(window, kept);
        window.Read(layer.List(folder), keysMax);
        Remember(null, window.Seen > KeptNamesMin ? window : kept?.Folder == folder ? null : kept);
        return window;
    }

    private FolderWindow ReadAnew(string bound, string folder, string folderKey)
    {
        var window = new FolderWindow(folder, folderKey, bound);
        window.Read(layer.List(folder), folder == _folderBefore ? Math.Max(KeysMin, _seenBefore / ReadingsMax) : KeysMin);
        (_folderBefore, _seenBefore) = window.Seen > KeptNamesMin ? (folder, window.Seen) : (_folderBefore, _seenBefore);
        return window;
    }

    /// <summary>Call it when a name was given, before the creator is answered.</summary>
    internal void Note(string path, bool isFolder)
    {
        var end = path.LastIndexOf(Path.DirectorySeparatorChar);
        lock (_gate)
        {
            if (_kept is { NotedCount: >= KeysMin })
            {
                _kept = null;
            }

            foreach (var window in (ReadOnlySpan<FolderWindow?>)[_reading, _kept])
            {
                if (window is not null && path.AsSpan(0, end).SequenceEqual(window.Folder))
                {
                    window.Note(path[(end + 1)..], isFolder);
                }
            }
        }
    }

    private void Remember(FolderWindow? reading, FolderWindow? kept)
    {
        lock (_gate)
        {
            (_reading, _kept) = (reading, kept);
        }
    }
}
