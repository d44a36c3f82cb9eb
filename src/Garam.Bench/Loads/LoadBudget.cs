namespace Garam.Bench.Loads;

/// <summary>The rest of a load, shared by all its clients. Times are timestamps of one TimeProvider. Any thread.</summary>
/// <param name="limits">The limits of the run.</param>
/// <param name="countsFrom">The end of the warm-up.</param>
/// <param name="timestampFrequency">Ticks in a second.</param>
internal sealed class LoadBudget(LoadLimits limits, long countsFrom, long timestampFrequency)
{
    private readonly long _endsAt = limits.Duration is { } duration
        ? countsFrom + (long)(duration.TotalSeconds * timestampFrequency)
        : long.MaxValue;
    private long _records;
    private long _bytes;

    /// <summary>
    /// Returns whether a record of this size may still be sent at this moment. A load with a rate passes the scheduled moment, so that a
    /// stall at the end does not hide the records that it held up.
    /// </summary>
    public bool TryTake(int bytes, long moment)
    {
        if (moment < countsFrom)
        {
            return true;
        }

        return moment < _endsAt
            && (limits.Records is not { } records || Interlocked.Increment(ref _records) <= records)
            && (limits.Bytes is not { } total || Interlocked.Add(ref _bytes, bytes) <= total);
    }

    /// <summary>Counts records that have been read and returns whether more may be read.</summary>
    public bool TakeRead(long records, long bytes, long moment)
    {
        if (moment < countsFrom)
        {
            return true;
        }

        var allRecords = Interlocked.Add(ref _records, records);
        var allBytes = Interlocked.Add(ref _bytes, bytes);
        return moment < _endsAt && !(allRecords >= limits.Records) && !(allBytes >= limits.Bytes);
    }
}
