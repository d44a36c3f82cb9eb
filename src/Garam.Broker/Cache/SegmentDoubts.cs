using Garam.Metadata;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.Cache;

/// <summary>
/// Segments that were read with a fault. The fault may have happened in transit, so each segment is read once more for the next request
/// that wants it. If it is still damaged then, it is damaged in the store and is reported, once. Owned by the cache. Any thread.
/// </summary>
internal sealed partial class SegmentDoubts(CacheMetrics metrics, ILogger logger)
{
    /// <summary>The most segments in doubt that no request has wanted since: far more than one bad disk causes at once.</summary>
    private const int SegmentsMax = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<SegmentId, int> _positions = [];
    private readonly ReportedOnce<(SegmentId Id, int Position)> _reported = new();

    /// <summary>The position of the fault in a segment that was just read again; null when it was not read because of a fault.</summary>
    public int? Take(SegmentId id)
    {
        lock (_lock)
        {
            return _positions.Remove(id, out var position) ? position : null;
        }
    }

    /// <summary>An extent is damaged. True when its segment is to be read again.</summary>
    public bool Add(Chunk chunk, ExtentPlace place)
    {
        metrics.Corrupt();
        if (TryAdd(chunk, place.Position))
        {
            return true;
        }

        if (_reported.IsNew((chunk.Id, place.Position)))
        {
            Log.CorruptExtent(logger, chunk.Id.Key, place.Position, place.Length, place.BaseOffset, place.LastOffset);
        }

        return false;
    }

    /// <summary>An extent is sound, now if not before.</summary>
    public void Dispel(Chunk chunk, ExtentPlace place)
    {
        if (chunk.DoubtedPosition == place.Position)
        {
            Log.SoundAgain(logger, chunk.Id.Key, place.Position);
        }
    }

    private bool TryAdd(Chunk chunk, int position)
    {
        lock (_lock)
        {
            if (chunk.DoubtedPosition is not null || _positions.Count == SegmentsMax)
            {
                return false;
            }

            _positions[chunk.Id] = position;
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5100, LogLevel.Error,
            "Segment {Key} is damaged at position {Position} ({Length} bytes, offsets {BaseOffset} to {LastOffset}). These batches are "
                + "not served.")]
        public static partial void CorruptExtent(ILogger logger, string key, int position, int length, long baseOffset, long lastOffset);

        [LoggerMessage(5103, LogLevel.Warning,
            "Segment {Key} was read with a fault at position {Position}, but a second read was sound. Check this machine's disk and "
                + "memory.")]
        public static partial void SoundAgain(ILogger logger, string key, int position);
    }
}

/// <summary>
/// Remembers what was logged already: consumers ask for damaged data again and again, as fast as they are refused. Any thread.
/// </summary>
internal sealed class ReportedOnce<T>
{
    /// <summary>Far more than is ever damaged at once; beyond it things are reported anew.</summary>
    private const int ItemsMax = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<T> _items = [];

    /// <summary>True when it was not reported yet. From now on it is.</summary>
    public bool IsNew(T item)
    {
        lock (_lock)
        {
            if (_items.Count == ItemsMax)
            {
                _items.Clear();
            }

            return _items.Add(item);
        }
    }
}
