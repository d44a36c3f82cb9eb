namespace Garam.Storage.Memory;

/// <summary>
/// Objects in memory, for tests and the simulation: every call completes at once on the caller's thread, so the order of events is
/// the caller's alone. A lock makes it safe under threads too. Disposal does nothing, on purpose: a process that is "restarted" in
/// the simulation finds its objects again.
/// </summary>
public sealed class MemoryObjectStore : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _objects = [];
    private readonly List<string> _sortedKeys = [];

    public int Alignment { get; init; } = 1;

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        ObjectKey.Check(key);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_objects.TryAdd(key, content.ToArray()))
            {
                return ValueTask.FromResult(PutOutcome.AlreadyExists);
            }

            _sortedKeys.Insert(~_sortedKeys.BinarySearch(key, StringComparer.Ordinal), key);
            return ValueTask.FromResult(PutOutcome.Created);
        }
    }

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        ObjectKey.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_objects.TryGetValue(key, out var content))
            {
                return ValueTask.FromResult(ReadOutcome.Missing);
            }

            var start = (int)Math.Min(position, content.Length);
            var count = Math.Min(destination.Length, content.Length - start);
            content.AsSpan(start, count).CopyTo(destination.Span);
            return ValueTask.FromResult(new ReadOutcome(true, count));
        }
    }

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        ObjectKey.Check(key);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<ObjectStat?>(
                _objects.TryGetValue(key, out var content) ? new ObjectStat(key, content.Length) : null);
        }
    }

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        cancellation.ThrowIfCancellationRequested();
        List<ObjectStat> found = [];
        lock (_gate)
        {
            for (var i = FirstIndex(prefix, startAfter); i < _sortedKeys.Count && found.Count < limit; i++)
            {
                var key = _sortedKeys[i];
                if (!key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    break;
                }

                found.Add(new ObjectStat(key, _objects[key].Length));
            }
        }

        return ValueTask.FromResult<IReadOnlyList<ObjectStat>>(found);
    }

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var key in keys)
        {
            ObjectKey.Check(key);
        }

        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (_objects.Remove(key))
                {
                    _sortedKeys.RemoveAt(_sortedKeys.BinarySearch(key, StringComparer.Ordinal));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int FirstIndex(string prefix, string startAfter)
    {
        if (string.CompareOrdinal(startAfter, prefix) >= 0)
        {
            var after = _sortedKeys.BinarySearch(startAfter, StringComparer.Ordinal);
            return after >= 0 ? after + 1 : ~after;
        }

        var from = _sortedKeys.BinarySearch(prefix, StringComparer.Ordinal);
        return from >= 0 ? from : ~from;
    }
}
