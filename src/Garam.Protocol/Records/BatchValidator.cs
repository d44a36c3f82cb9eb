using System.Buffers.Binary;
using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Decides whether the records of one partition in a Produce request are accepted. Order and codes are those of Kafka 4.3 (ProduceRequest,
/// UnifiedLog, LogValidator), with these exceptions.
/// The CRC of a batch that is sound in every other way is checked later, in the pass that copies it into its segment.
/// Compressed records are decompressed only if something depends on it (see <see cref="CompressedValidator"/>).
/// Offset deltas must run from 0 without a gap, wherever they are checked.
/// An unknown compression code is UNSUPPORTED_COMPRESSION_TYPE, and bytes that cannot be decompressed are INVALID_RECORD, not
/// UNKNOWN_SERVER_ERROR.
/// A torn batch after the first is CORRUPT_MESSAGE; Kafka silently drops it.
/// </summary>
public static class BatchValidator
{
    /// <summary>The size of the smallest message that Kafka's oldest format allows. Kafka checks it before it reads the format.</summary>
    private const int LengthMin = 14;

    /// <summary>Validates without allocating, unless the batch is refused or has to be decompressed.</summary>
    public static BatchValidation Validate(ReadOnlySpan<byte> records, in BatchRules rules)
    {
        var rejection = FindEnvelopeFault(records, out var batch)
            ?? FindRequestFault(records, batch, rules)
            ?? FindAppendFault(new RecordBatchHeader(batch), rules);
        return rejection ?? ValidateContent(batch, rules);
    }

    /// <summary>
    /// A batch that was damaged on its way is CORRUPT_MESSAGE whatever its fault looks like, because producers send it again after that
    /// code and would give up after others. So a batch with a fault gets its CRC checked here.
    /// </summary>
    private static BatchValidation ValidateContent(ReadOnlySpan<byte> batch, in BatchRules rules)
    {
        var header = new RecordBatchHeader(batch);
        var records = batch[RecordBatchLayout.Records..];
        var result = FindHeaderFault(header)
            ?? (header.Compression == CompressionType.None
                ? RecordsValidator.Validate(header, records, rules)
                : CompressedValidator.Validate(header, records, rules));
        var fault = result.IsAccepted ? FindEpochFault(header) : result;
        if (fault is null)
        {
            return result;
        }

        var computed = RecordBatchHeader.ComputeCrc(batch);
        return computed == header.Crc ? fault.Value with { ReachedLog = true }
            : Corrupt($"Record is corrupt (stored crc = {header.Crc}, computed crc = {computed}).");
    }

    /// <summary>Finds the first batch, as Kafka's log input stream does. Bytes that are too few for one are no batch at all.</summary>
    private static BatchValidation? FindEnvelopeFault(ReadOnlySpan<byte> records, out ReadOnlySpan<byte> batch)
    {
        batch = default;
        var size = RecordBatchHeader.ReadSizeBytes(records);
        if (records.Length >= RecordBatchLayout.LogOverhead && size < LengthMin + RecordBatchLayout.LogOverhead)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(records[RecordBatchLayout.BatchLength..]);
            return Corrupt($"Record size {length} is less than the minimum record overhead (14)");
        }

        if (records.Length < RecordBatchLayout.SizeUpToMagic)
        {
            return Invalid("Produce requests must have at least one record batch per partition.");
        }

        var magic = records[RecordBatchLayout.Magic];
        if (magic > RecordBatchLayout.CurrentMagic)
        {
            return Corrupt($"Invalid magic found in record: {(sbyte)magic}");
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
            return Corrupt(
                $"Record batch is corrupt (the size {batch.Length} is smaller than "
                    + $"the minimum allowed overhead {RecordBatchLayout.Records}).");
        }

        // KIP-110: zstd.
        if (rules.ProduceVersion < 7 && new RecordBatchHeader(batch).Compression == CompressionType.Zstd)
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
            : Corrupt("Bytes that are not a batch follow the record batch.");
    }

    private static BatchValidation? FindAppendFault(RecordBatchHeader header, in BatchRules rules)
    {
        if (header.BaseOffset != 0)
        {
            return Invalid($"The baseOffset of the record batch in the append should be 0, but it is {header.BaseOffset}.") with
            {
                ReachedLog = true,
            };
        }

        return header.SizeBytes <= rules.BatchBytesMax ? null : BatchValidation.Rejected(
            ErrorCode.MessageTooLarge,
            $"The record batch size is {header.SizeBytes} bytes which exceeds the maximum configured value of {rules.BatchBytesMax}.");
    }

    private static BatchValidation? FindHeaderFault(RecordBatchHeader header)
    {
        if (header.Compression > CompressionType.Zstd)
        {
            return BatchValidation.Rejected(
                ErrorCode.UnsupportedCompressionType, $"Unknown compression type id: {(int)header.Compression}.");
        }

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

    /// <summary>To Kafka, -1 is an epoch like any other, and lower numbers are older than every epoch that there was.</summary>
    private static BatchValidation? FindEpochFault(RecordBatchHeader header) =>
        header.HasProducerId && header.ProducerEpoch < RecordBatchLayout.NoProducerEpoch
            ? BatchValidation.Rejected(
                ErrorCode.InvalidProducerEpoch, $"Epoch {header.ProducerEpoch} of producer {header.ProducerId} is not valid.")
            : null;

    private static BatchValidation Corrupt(string message) => BatchValidation.Rejected(ErrorCode.CorruptMessage, message);

    private static BatchValidation Invalid(string message) => BatchValidation.Rejected(ErrorCode.InvalidRecord, message);
}

/// <summary>The fault of one record of a batch that can be read.</summary>
/// <param name="Index">Its position in the batch.</param>
/// <param name="Message">The fault in Kafka's words.</param>
public readonly record struct RecordFault(int Index, string Message)
{
    public override string ToString() => $"RecordError(batchIndex={Index}, message='{Message}')";
}
