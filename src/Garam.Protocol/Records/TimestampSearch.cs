namespace Garam.Protocol.Records;

/// <summary>Finds records by time, exact to the record, also inside compressed batches. ListOffsets asks for it.</summary>
public static class TimestampSearch
{
    /// <summary>
    /// Finds the first record at or after <paramref name="timestampMs"/> whose offset is at least <paramref name="offsetMin"/>.
    /// Where only the header is needed nothing is decompressed.
    /// </summary>
    /// <param name="batch">Begins with a batch; more may follow.</param>
    /// <param name="timestampMs">The time looked for.</param>
    /// <param name="offsetMin">The partition's log start offset, which can lie inside the batch.</param>
    /// <param name="decompressedBytesMax">What the records may take.</param>
    /// <param name="found">The record's timestamp and offset, or null if the batch has none.</param>
    /// <returns>Why the batch cannot be read.</returns>
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

    /// <summary>No record of the batch is of this time or later, as its header says: nothing needs to be opened.</summary>
    public static bool IsTooOld(RecordBatchHeader header, long timestampMs) => BatchTimes.IsMaxTrusted(header) && header.MaxTimestamp < timestampMs;
}
