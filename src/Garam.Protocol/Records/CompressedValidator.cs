using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Validates a batch whose records are compressed. It always inspects the frames (a step per block of the codec). It decompresses the batch
/// if the topic's rules or its operator ask for it, or if the header cannot be right: a time out of range, or a greatest time that is not
/// set or lies before the first.
/// </summary>
internal static class CompressedValidator
{
    /// <summary>The smallest record: length, attributes, two deltas, no key, no value, no headers, a byte each.</summary>
    private const int RecordBytesMin = 7;

    /// <summary>
    /// Larger batches are decompressed one at a time, so that many of them at once take no more memory than one. Most batches are smaller.
    /// </summary>
    private const int LargeBytesMin = 4 << 20;

    private static readonly Lock LargeBatches = new();

    public static BatchValidation Validate(RecordBatchHeader header, ReadOnlySpan<byte> compressed, in BatchRules rules)
    {
        var contentMax = CompressedFrame.LargestContent(header.Compression, compressed);
        if (contentMax == CompressedFrame.Unsound)
        {
            return Invalid($"The records are no whole {Name(header)} data.");
        }

        if (header.RecordCount > contentMax / RecordBytesMin)
        {
            return Invalid($"{header.RecordCount} records cannot lie in the {contentMax} bytes that the batch decompresses to.");
        }

        var isRequired = rules.IsKeyRequired || rules.ValidatesCompressedRecords;
        return isRequired || IsDoubtful(header, rules)
            ? Decompress(header, compressed, (int)Math.Min(contentMax, rules.DecompressedBytesMax), isRequired, rules)
            : BatchValidation.Accepted(header.MaxTimestamp);
    }

    private static bool IsDoubtful(RecordBatchHeader header, in BatchRules rules) =>
        header.TimestampType == TimestampType.LogAppendTime
        || (rules.TimestampType == TimestampType.CreateTime && (!BatchTimes.IsMaxTrusted(header) || !AreTimesAllowed(header, rules)));

    private static bool AreTimesAllowed(RecordBatchHeader header, in BatchRules rules) =>
        RecordsValidator.IsTimestampAllowed(header.BaseTimestamp, rules) && RecordsValidator.IsTimestampAllowed(header.MaxTimestamp, rules);

    private static BatchValidation Decompress(
        RecordBatchHeader header, ReadOnlySpan<byte> compressed, int bytesMax, bool isRequired, in BatchRules rules)
    {
        if (bytesMax < LargeBytesMin)
        {
            return DecompressNow(header, compressed, bytesMax, isRequired, rules);
        }

        lock (LargeBatches)
        {
            return DecompressNow(header, compressed, bytesMax, isRequired, rules);
        }
    }

    private static BatchValidation DecompressNow(
        RecordBatchHeader header, ReadOnlySpan<byte> compressed, int bytesMax, bool isRequired, in BatchRules rules)
    {
        using var content = new BoundedBuffer(bytesMax);
        switch (CompressionCodecs.Decompress(header.Compression, compressed, content))
        {
            case DecompressionStatus.Done:
                return RecordsValidator.Validate(header, content.WrittenSpan, rules);
            case DecompressionStatus.Unsupported when isRequired:
                return BatchValidation.Rejected(
                    ErrorCode.UnsupportedCompressionType,
                    $"This server cannot read {Name(header)}, but the topic requires its records to be validated.");
            case DecompressionStatus.TooLarge when bytesMax < rules.DecompressedBytesMax:
                return Invalid($"The records decompress to more than the {bytesMax} bytes that the batch declares.");
            case DecompressionStatus.TooLarge when isRequired:
                return BatchValidation.Rejected(
                    ErrorCode.MessageTooLarge,
                    $"The records decompress to more than {bytesMax} bytes, but the topic requires its records to be validated.");
            case DecompressionStatus.Corrupt:
                return Invalid($"The records cannot be decompressed as {Name(header)}.");
            default:
                return JudgeByHeader(header, rules);
        }
    }

    /// <summary>Judges a batch that this server cannot decompress, but clients can.</summary>
    private static BatchValidation JudgeByHeader(RecordBatchHeader header, in BatchRules rules) =>
        header.TimestampType == TimestampType.LogAppendTime || !AreTimesAllowed(header, rules)
            ? BatchValidation.Rejected(ErrorCode.InvalidTimestamp, "One or more records have been rejected due to invalid timestamp")
            : BatchValidation.Accepted(header.MaxTimestamp);

    private static string Name(RecordBatchHeader header) => header.Compression.ToString().ToLowerInvariant();

    private static BatchValidation Invalid(string message) => BatchValidation.Rejected(ErrorCode.InvalidRecord, message);
}
