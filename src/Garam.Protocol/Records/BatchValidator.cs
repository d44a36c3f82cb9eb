using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Decides whether the records of one partition in a Produce request are accepted. Order and codes are those of Kafka 4.3 (ProduceRequest,
/// UnifiedLog, LogValidator) except that
/// the CRC of a batch that is sound in every other way is checked later, in the pass that copies it into its segment;
/// compressed records are never decompressed: their timestamps are judged by the header;
/// offset deltas of uncompressed records must run from 0 without a gap;
/// an unknown compression code is UNSUPPORTED_COMPRESSION_TYPE, not UNKNOWN_SERVER_ERROR;
/// a torn batch behind the first is CORRUPT_MESSAGE, where Kafka drops it without a word;
/// a batch that claims log append time is always refused, where Kafka sometimes clears the bit.
/// </summary>
public static class BatchValidator
{
    /// <summary>The size of the smallest message that Kafka's oldest format allows: Kafka looks at this before it looks at the format.</summary>
    private const int LengthMin = 14;

    private const short FirstVersionWithZstd = 7;

    /// <summary>Validates without allocating, unless the batch is refused.</summary>
    public static BatchValidation Validate(ReadOnlySpan<byte> records, in BatchRules rules)
    {
        var rejection = FindEnvelopeFault(records, out var batch)
            ?? FindRequestFault(records, batch, rules)
            ?? FindAppendFault(new RecordBatchHeader(batch), rules);
        return rejection ?? ValidateContent(batch, rules);
    }

    /// <summary>
    /// Whatever is wrong with a batch that was damaged on its way is CORRUPT_MESSAGE, which producers answer by sending it again, and
    /// not a fault that they would give up for. So the CRC is computed here where there is a fault at all.
    /// </summary>
    private static BatchValidation ValidateContent(ReadOnlySpan<byte> batch, in BatchRules rules)
    {
        var header = new RecordBatchHeader(batch);
        var result = FindHeaderFault(header)
            ?? (header.Compression == CompressionType.None
                ? ValidateRecords(header, batch[RecordBatchLayout.Records..], rules)
                : ValidateCompressed(header, rules));
        return result.IsAccepted || RecordBatchHeader.ComputeCrc(batch) == header.Crc
            ? result
            : Corrupt($"Record is corrupt (stored crc = {header.Crc}, computed crc = {RecordBatchHeader.ComputeCrc(batch)}).");
    }

    /// <summary>Finds the first batch, as Kafka's log input stream does: what is too short to be one is no batch at all.</summary>
    private static BatchValidation? FindEnvelopeFault(ReadOnlySpan<byte> records, out ReadOnlySpan<byte> batch)
    {
        batch = default;
        var size = RecordBatchHeader.ReadSizeBytes(records);
        if (records.Length >= RecordBatchLayout.LogOverhead && size < LengthMin + RecordBatchLayout.LogOverhead)
        {
            return Corrupt("Record size is less than the minimum record overhead (14).");
        }

        if (records.Length < RecordBatchLayout.SizeUpToMagic)
        {
            return Invalid("Produce requests must have at least one record batch per partition.");
        }

        var magic = records[RecordBatchLayout.Magic];
        if (magic > RecordBatchLayout.CurrentMagic)
        {
            return Corrupt($"Invalid magic found in record: {(sbyte)magic}.");
        }

        if (size > records.Length)
        {
            return Invalid("Produce requests must have at least one record batch per partition.");
        }

        batch = records[..(int)size];
        return magic == RecordBatchLayout.CurrentMagic
            ? null
            : Invalid("Produce requests are only allowed to contain record batches with magic version 2.");
    }

    private static BatchValidation? FindRequestFault(ReadOnlySpan<byte> records, ReadOnlySpan<byte> batch, in BatchRules rules)
    {
        if (batch.Length < RecordBatchLayout.Records)
        {
            return Corrupt($"Record batch is corrupt (the size {batch.Length} is smaller than the minimum allowed overhead {RecordBatchLayout.Records}).");
        }

        var compression = new RecordBatchHeader(batch).Compression;
        if (compression > CompressionType.Zstd)
        {
            return BatchValidation.Rejected(ErrorCode.UnsupportedCompressionType, $"Unknown compression type id: {(int)compression}.");
        }

        if (compression == CompressionType.Zstd && rules.ProduceVersion < FirstVersionWithZstd)
        {
            return BatchValidation.Rejected(
                ErrorCode.UnsupportedCompressionType,
                $"Produce requests with version {rules.ProduceVersion} are not allowed to use ZStandard compression.");
        }

        if (batch.Length == records.Length)
        {
            return null;
        }

        return FindEnvelopeFault(records[batch.Length..], out var second) is null || !second.IsEmpty
            ? Invalid("Produce requests are only allowed to contain exactly one record batch per partition.")
            : Corrupt("The record batch is followed by bytes that are no batch.");
    }

    private static BatchValidation? FindAppendFault(RecordBatchHeader header, in BatchRules rules)
    {
        if (header.BaseOffset != 0)
        {
            return Invalid($"The baseOffset of the record batch in the append should be 0, but it is {header.BaseOffset}.");
        }

        if (header.SizeBytes > rules.BatchBytesMax)
        {
            return BatchValidation.Rejected(
                ErrorCode.MessageTooLarge,
                $"The record batch size is {header.SizeBytes} bytes which exceeds the maximum configured value of {rules.BatchBytesMax}.");
        }

        return null;
    }

    private static BatchValidation? FindHeaderFault(RecordBatchHeader header)
    {
        if (header.LastOffsetDelta < 0)
        {
            return Invalid($"Batch has an invalid offset range: [0, {header.LastOffsetDelta}].");
        }

        if (header.RecordCount <= 0)
        {
            return Invalid($"Invalid reported count for record batch: {header.RecordCount}.");
        }

        if (header.RecordCount - 1 != header.LastOffsetDelta)
        {
            return Invalid($"Inconsistent batch offset range [0, {header.LastOffsetDelta}] and count of records {header.RecordCount}.");
        }

        if (header.IsControl)
        {
            return Invalid("Clients are not allowed to write control records.");
        }

        return header.HasProducerId && header.BaseSequence < 0
            ? Invalid($"Invalid sequence number {header.BaseSequence} in record batch with producerId {header.ProducerId}.")
            : null;
    }

    private static BatchValidation ValidateRecords(RecordBatchHeader header, ReadOnlySpan<byte> records, in BatchRules rules)
    {
        if (FindTimestampTypeFault(header) is { } typeFault)
        {
            return typeFault;
        }

        var maxTimestamp = RecordBatchLayout.NoTimestamp;
        var reader = new RecordReader(header, records);
        while (reader.MoveNext())
        {
            ref readonly var record = ref reader.Current;
            if (record.Offset != reader.Index)
            {
                return Invalid($"The offset delta of record {reader.Index} is {record.Offset}.", reader.Index);
            }

            if (rules.IsKeyRequired && !record.HasKey)
            {
                return Invalid("Compacted topic cannot accept message without key.", reader.Index);
            }

            if (FindTimestampFault(record.Timestamp, rules, reader.Index) is { } timestampFault)
            {
                return timestampFault;
            }

            maxTimestamp = Math.Max(maxTimestamp, record.Timestamp);
        }

        return reader.Fault is null ? BatchValidation.Accepted(maxTimestamp) : Invalid(reader.Fault, Math.Min(reader.Index, header.RecordCount - 1));
    }

    private static BatchValidation ValidateCompressed(RecordBatchHeader header, in BatchRules rules) =>
        FindTimestampTypeFault(header)
        ?? FindTimestampFault(header.BaseTimestamp, rules, 0)
        ?? FindTimestampFault(header.MaxTimestamp, rules, recordIndex: -1)
        ?? BatchValidation.Accepted(header.MaxTimestamp);

    private static BatchValidation? FindTimestampTypeFault(RecordBatchHeader header) =>
        header.TimestampType == TimestampType.LogAppendTime
            ? BatchValidation.Rejected(ErrorCode.InvalidTimestamp, "Producer should not set timestamp type to LogAppendTime.", 0)
            : null;

    private static BatchValidation? FindTimestampFault(long timestampMs, in BatchRules rules, int recordIndex)
    {
        var isInRange = timestampMs >= rules.TimestampMsMin && timestampMs <= rules.TimestampMsMax;
        if (isInRange || timestampMs == RecordBatchLayout.NoTimestamp || rules.TimestampType == TimestampType.LogAppendTime)
        {
            return null;
        }

        return BatchValidation.Rejected(
            ErrorCode.InvalidTimestamp,
            $"Timestamp {timestampMs} is out of range. The timestamp should be within [{rules.TimestampMsMin}, {rules.TimestampMsMax}].",
            recordIndex);
    }

    private static BatchValidation Corrupt(string message) => BatchValidation.Rejected(ErrorCode.CorruptMessage, message);

    private static BatchValidation Invalid(string message, int recordIndex = -1) =>
        BatchValidation.Rejected(ErrorCode.InvalidRecord, message, recordIndex);
}
