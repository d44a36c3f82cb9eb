namespace Garam.Protocol.Records;

/// <summary>Finds records by time for ListOffsets, exact to the record, also inside compressed batches.</summary>
public static class TimestampSearch
{
    /// <summary>
    /// Finds the first record at or after <paramref name="timestampMs"/> whose offset is at least <paramref name="offsetMin"/>.
    /// Decompresses nothing if the header is enough.
    /// </summary>
    /// <param name="batch">Begins with a batch; more may follow.</param>
    /// <param name="offsetMin">The partition's log start offset, which can lie inside the batch.</param>
    /// <param name="decompressedBytesMax">Limit on the decompressed records.</param>
    /// <param name="found">The record's timestamp and offset, or null if the batch has none.</param>
    /// <returns>The reason why the batch cannot be read.</returns>
    public static ErrorCode FindFirst(
        ReadOnlySpan<byte> batch, long timestampMs, long offsetMin, int decompressedBytesMax, out TimestampedOffset? found)
    {
        found = null;
        if (batch.Length >= RecordBatchLayout.Records && IsTooOld(new RecordBatchHeader(batch), timestampMs))
        {
            return ErrorCode.None;
        }

        using var reader = BatchReader.Open(batch, decompressedBytesMax);
        if (reader.Error != ErrorCode.None)
        {
            return reader.Error;
        }

        var records = reader.ReadRecords();
        while (records.MoveNext())
        {
            if (records.Current.Timestamp >= timestampMs && records.Current.Offset >= offsetMin)
            {
                found = new TimestampedOffset(records.Current.Timestamp, records.Current.Offset);
                return ErrorCode.None;
            }
        }

        return records.Fault is null ? ErrorCode.None : ErrorCode.CorruptMessage;
    }

    /// <summary>Says whether the header alone shows that no record of the batch is of this time or later.</summary>
    public static bool IsTooOld(RecordBatchHeader header, long timestampMs) =>
        BatchTimes.IsMaxTrusted(header) && header.MaxTimestamp < timestampMs;
}
