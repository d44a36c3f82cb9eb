using Garam.Storage.Directory.Files;

namespace Garam.Storage.Directory;

/// <summary>
/// The keys of one folder past a bound, in order, up to a limit: what one reading of the folder yields for many pages. Keys of folders end
/// in '/', which is how they sort among the others. Read by the thread that lists; any writer notes what it creates meanwhile.
/// </summary>
internal sealed class FolderWindow(string folder, string folderKey, string bound)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _noted = new(StringComparer.Ordinal);
    private string[] _keys = [];
    private int _next;

    internal string Folder { get; } = folder;

    /// <summary>Names that the folder had when it was read, whether they lie in the window or not.</summary>
    internal int Seen { get; private set; }

    /// <summary>Nothing lies past the window.</summary>
    internal bool IsLast { get; private set; } = true;

    /// <summary>Everything up to this key is covered by a window that is not the last.</summary>
    internal string End => _keys[^1];

    /// <summary>The key that was taken last: where a list goes on if it is continued.</summary>
    internal string Position { get; private set; } = bound;

    /// <summary>To be called once, before anything is taken.</summary>
    internal void Read(IEnumerable<FolderEntry> entries, int keysMax)
    {
        var bound = Position;
        var smallest = new PriorityQueue<string, string>(Descending);
        foreach (var entry in entries)
        {
            Seen++;
            if (KeyOf(entry) is not { } key || !IsPast(key, bound))
            {
                continue;
            }

            if (smallest.Count < keysMax)
            {
                smallest.Enqueue(key, key);
            }
            else
            {
                smallest.EnqueueDequeue(key, key);
                IsLast = false;
            }
        }

        _keys = new string[smallest.Count];
        for (var i = _keys.Length - 1; i >= 0; i--)
        {
            _keys[i] = smallest.Dequeue();
        }
    }

    /// <summary>Called when a name was given in this folder, before its creator is answered.</summary>
    internal void Note(string name, bool isFolder)
    {
        if (KeyOf(new FolderEntry(name, isFolder)) is { } key)
        {
            lock (_gate)
            {
                _noted.Add(key);
            }
        }
    }

    internal int NotedCount
    {
        get
        {
            lock (_gate)
            {
                return _noted.Count;
            }
        }
    }

    /// <summary>True when every key was taken: what was created since shows in a new reading only.</summary>
    internal bool IsExhausted { get; private set; }

    /// <summary>The keys past the position. Taking one moves the position.</summary>
    internal IEnumerable<string> Take()
    {
        var noted = NotedPastPosition();
        for (var nextNoted = 0; _next < _keys.Length || nextNoted < noted.Length;)
        {
            var order = _next == _keys.Length ? 1 : nextNoted == noted.Length ? -1 : string.CompareOrdinal(_keys[_next], noted[nextNoted]);
            Position = order <= 0 ? _keys[_next] : noted[nextNoted];
            _next += order <= 0 ? 1 : 0;
            nextNoted += order >= 0 ? 1 : 0;
            yield return Position;
        }

        IsExhausted = true;
    }

    private static readonly Comparer<string> Descending = Comparer<string>.Create(static (a, b) => string.CompareOrdinal(b, a));

    /// <summary>A folder may hold keys past a bound that lies in it.</summary>
    private static bool IsPast(string key, string bound) =>
        string.CompareOrdinal(key, bound) > 0 || (key.EndsWith('/') && bound.StartsWith(key, StringComparison.Ordinal));

    /// <summary>Null for what no object can be called.</summary>
    private string? KeyOf(FolderEntry entry) =>
        !ObjectKey.IsValid(folderKey + entry.Name) ? null : entry.IsFolder ? $"{folderKey}{entry.Name}/" : folderKey + entry.Name;

    private string[] NotedPastPosition()
    {
        lock (_gate)
        {
            return [.. _noted.Where(key => string.CompareOrdinal(key, Position) > 0 && (IsLast || string.CompareOrdinal(key, End) <= 0))];
        }
    }
}
