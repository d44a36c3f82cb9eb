using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;
using Garam.Protocol.Records;

namespace Garam.Broker.ReadPath.Times;

/// <summary>
/// Remembers what searches by time found out about batches, and evicts the least recently used: a batch that takes megabytes is not worth
/// opening twice for the same or a similar question. A segment's name and bytes never change, so nothing here grows stale. Any thread.
/// </summary>
internal sealed class FoundTimes(int bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <param name="segment">The segment that holds the batch.</param>
    /// <param name="position">The position of its first byte in the segment.</param>
    /// <param name="times">The times that were found.</param>
    public bool TryGet(SegmentId segment, int position, [NotNullWhen(true)] out BatchTimes? times)
    {
        lock (_lock)
        {
            times = null;
            if (!_entries.TryGetValue(new Key(segment, position), out var node))
            {
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            times = node.Value.Times;
            return true;
        }
    }

    public void Put(SegmentId segment, int position, BatchTimes times)
    {
        var key = new Key(segment, position);
        lock (_lock)
        {
            if (_entries.ContainsKey(key))
            {
                return;
            }

            _entries.Add(key, _byUse.AddLast(new Entry(key, times)));
            _bytes += SizeOf(times);
            while (_bytes > bytesMax && _byUse.First is { } oldest)
            {
                _byUse.RemoveFirst();
                _entries.Remove(oldest.Value.Key);
                _bytes -= SizeOf(oldest.Value.Times);
            }
        }
    }

    /// <summary>With what the tables take for it.</summary>
    private static int SizeOf(BatchTimes times) => times.SizeBytes + 160;

    private readonly record struct Key(SegmentId Segment, int Position);

    private readonly record struct Entry(Key Key, BatchTimes Times);
}
