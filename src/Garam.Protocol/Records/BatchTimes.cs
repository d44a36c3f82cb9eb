namespace Garam.Protocol.Records;

/// <summary>
/// The times of one batch's records, as far as searches by time need them. They are small enough to keep where opening the batch again
/// would be expensive. Immutable.
/// </summary>
public sealed class BatchTimes
{
    /// <summary>With more steps than this, a search has to open the batch. Real producers put fewer into one batch.</summary>
    private const int StepsMax = 512;

    private readonly TimestampedOffset[] _steps;
    private readonly bool _hasAllSteps;

    private BatchTimes(ErrorCode error, TimestampedOffset? max, List<TimestampedOffset> steps, bool hasAllSteps, long openedBytes)
    {
        (Error, Max, OpenedBytes) = (error, max, openedBytes);
        (_steps, _hasAllSteps) = ([.. steps], hasAllSteps);
    }

    /// <summary>The reason why the batch, or the rest of it, cannot be read.</summary>
    public ErrorCode Error { get; }

    /// <summary>The first record with the greatest timestamp, which is below zero if no record has a time.</summary>
    public TimestampedOffset? Max { get; }

    /// <summary>See <see cref="BatchReader.OpenedBytes"/>.</summary>
    public long OpenedBytes { get; }

    /// <summary>The approximate size in memory.</summary>
    public int SizeBytes => 64 + (16 * _steps.Length);

    /// <summary>
    /// Says whether the header's max timestamp is at least the true one: the broker wrote it, or a producer that knows its meaning.
    /// </summary>
    public static bool IsMaxTrusted(RecordBatchHeader header) =>
        header.Compression == Compression.CompressionType.None
        || header.TimestampType == TimestampType.LogAppendTime
        || (header.MaxTimestamp >= 0 && header.MaxTimestamp >= header.BaseTimestamp);

    /// <param name="batch">Begins with a batch; more may follow.</param>
    /// <param name="offsetMin">Records before this offset do not count.</param>
    /// <param name="decompressedBytesMax">Limit on the decompressed records.</param>
    public static BatchTimes Read(ReadOnlySpan<byte> batch, long offsetMin, int decompressedBytesMax)
    {
        using var reader = BatchReader.Open(batch, decompressedBytesMax);
        if (reader.Error != ErrorCode.None)
        {
            return new BatchTimes(reader.Error, null, [], hasAllSteps: true, reader.OpenedBytes);
        }

        TimestampedOffset? max = null;
        var (steps, hasAllSteps) = (new List<TimestampedOffset>(), true);
        var records = reader.ReadRecords();
        while (records.MoveNext())
        {
            ref readonly var record = ref records.Current;
            if (record.Offset >= offsetMin && (max is null || record.Timestamp > max.Value.TimestampMs))
            {
                max = new TimestampedOffset(record.Timestamp, record.Offset);
                hasAllSteps &= steps.Count < StepsMax;
                if (hasAllSteps)
                {
                    steps.Add(max.Value);
                }
            }
        }

        var error = records.Fault is null ? ErrorCode.None : ErrorCode.CorruptMessage;
        return new BatchTimes(error, max, steps, hasAllSteps, reader.OpenedBytes);
    }

    /// <summary>Joins the times of consecutive batches, as if they were one.</summary>
    public static BatchTimes Join(IReadOnlyList<BatchTimes> batches)
    {
        TimestampedOffset? max = null;
        var (steps, hasAllSteps, error) = (new List<TimestampedOffset>(), true, ErrorCode.None);
        foreach (var batch in batches)
        {
            foreach (var step in batch._steps)
            {
                if (hasAllSteps && (steps.Count == 0 || step.TimestampMs > steps[^1].TimestampMs))
                {
                    hasAllSteps = steps.Count < StepsMax;
                    steps.AddRange(hasAllSteps ? [step] : []);
                }
            }

            hasAllSteps &= batch._hasAllSteps;
            error = error == ErrorCode.None ? batch.Error : error;
            max = max is null || batch.Max?.TimestampMs > max.Value.TimestampMs ? batch.Max : max;
        }

        return new BatchTimes(error, max, steps, hasAllSteps, batches.Sum(static batch => batch.OpenedBytes));
    }

    /// <summary>
    /// Finds the first record at or after the time, if there is one. Returns false when the batch has to be opened to find it.
    /// </summary>
    public bool TryFindFirst(long timestampMs, out TimestampedOffset? found)
    {
        // Only records that are later than all before them are steps, so the first match is the first record of its time.
        var index = Array.FindIndex(_steps, step => step.TimestampMs >= timestampMs);
        found = index < 0 ? null : _steps[index];
        return index >= 0 || _hasAllSteps || Max is not { } max || max.TimestampMs < timestampMs;
    }
}
