using Garam.Journal.Entries;

namespace Garam.Journal.Replication;

/// <summary>
/// The newest entries that a replica has applied, for processes that follow it. A follower that is further behind reads the store. The
/// replica adds; any thread reads.
/// </summary>
/// <param name="bytesMax">The oldest entries go when all together are larger. 0 keeps none.</param>
public sealed class RecentEntries(int bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Queue<StoredEntry> _entries = [];
    private long _bytes;

    /// <summary>
    /// Returns the entries after a number, at least one if there is any, up to <paramref name="replyBytesMax"/>. Empty when there are none
    /// yet; null when the next one is no longer here.
    /// </summary>
    public IReadOnlyList<StoredEntry>? After(long sequence, int replyBytesMax)
    {
        lock (_gate)
        {
            if (!_entries.TryPeek(out var oldest) || oldest.Sequence > sequence + 1)
            {
                return null;
            }

            var found = new List<StoredEntry>();
            long bytes = 0;
            foreach (var entry in _entries.Skip((int)Math.Min(sequence + 1 - oldest.Sequence, _entries.Count)))
            {
                bytes += entry.Bytes.Length;
                if (found.Count > 0 && bytes > replyBytesMax)
                {
                    break;
                }

                found.Add(entry);
            }

            return found;
        }
    }

    internal void Add(StoredEntry entry)
    {
        lock (_gate)
        {
            _entries.Enqueue(entry);
            _bytes += entry.Bytes.Length;
            while (_bytes > bytesMax)
            {
                _bytes -= _entries.Dequeue().Bytes.Length;
            }
        }
    }

    /// <summary>The replica jumped: what is here does not lead up to its next entry.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _bytes = 0;
        }
    }
}

/// <summary>How a process that does not lead learns of new entries sooner than by looking into the store.</summary>
public interface IJournalTail
{
    /// <summary>
    /// Returns the entries that follow a number, in order and without a gap. Empty after <paramref name="wait"/> when none came or no
    /// leader could be asked, so that a caller that asks in a loop does not spin.
    /// </summary>
    ValueTask<FetchedTail> FetchAsync(long after, TimeSpan wait, CancellationToken cancellation);
}

/// <param name="Entries">They follow each other without a gap.</param>
/// <param name="IsForAnother">The leader resigns in favor of another process than the one that asks.</param>
public readonly record struct FetchedTail(IReadOnlyList<StoredEntry> Entries, bool IsForAnother = false);

/// <summary>No other process can be asked: new entries are found in the store.</summary>
public sealed class StoredTail(TimeProvider time) : IJournalTail
{
    public async ValueTask<FetchedTail> FetchAsync(long after, TimeSpan wait, CancellationToken cancellation)
    {
        await Task.Delay(wait, time, cancellation);
        return new FetchedTail([]);
    }
}
