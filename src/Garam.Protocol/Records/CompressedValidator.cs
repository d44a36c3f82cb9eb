using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Judges a batch whose records are compressed. Its frames are always looked at (a step per block of the codec). It is decompressed where
/// the topic's rules or its operator ask for it, and where the header cannot be right: a time out of range, a greatest time that is not set or
/// lies before the first.
/// </summary>
internal static class CompressedValidator
{
    /// <summary>Length, attributes, two deltas, no key, no value, no headers: a byte each.</summary>
    private const int RecordBytesMin = 7;

    /// <summary>
    /// What takes more is decompressed one at a time, so that many large batches at once take no more memory than one. Most take less.
    /// </summary>
    private const int LargeBytesMin = 4 << 20;

    private static readonly Lock LargeBatches = new();

    /// <param name="header">The batch's.</param>
    /// <param name="compressed">What follows it.</param>
    /// <param name="rules">The topic's.</param>
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

    private static BatchValidation Decompress(RecordBatchHeader header, ReadOnlySpan<byte> compressed, int bytesMax, bool isRequired, in BatchRules rules)
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

    private static BatchValidation DecompressNow(RecordBatchHeader header, ReadOnlySpan<byte> compressed, int bytesMax, bool isRequired, in BatchRules rules)
    {
        using var content = new BoundedBuffer(bytesMax);
        switch (CompressionCodecs.Decompress(header.Compression, compressed, content))
        {
            case DecompressionStatus.Done:
                return RecordsValidator.Validate(header, content.WrittenSpan, rules);
            case DecompressionStatus.Unsupported when isRequired:
                return BatchValidation.Rejected(ErrorCode.UnsupportedCompressionType, $"This server cannot read {Name(header)}, and the topic's records have to be looked at.");
            case DecompressionStatus.TooLarge when bytesMax < rules.DecompressedBytesMax:
                return Invalid($"The records decompress to more than the {bytesMax} bytes that the batch declares.");
            case DecompressionStatus.TooLarge when isRequired:
                return BatchValidation.Rejected(ErrorCode.MessageTooLarge, $"The records decompress to more than {bytesMax} bytes, and the topic's records have to be looked at.");
            case DecompressionStatus.Corrupt:
                return Invalid($"The records cannot be decompressed as {Name(header)}.");
            default:
                return JudgeByHeader(header, rules);
        }
    }

    /// <summary>For what cannot be decompressed here, but clients can read.</summary>
    private static BatchValidation JudgeByHeader(RecordBatchHeader header, in BatchRules rules) =>
        header.TimestampType == TimestampType.LogAppendTime || !AreTimesAllowed(header, rules)
            ? BatchValidation.Rejected(ErrorCode.InvalidTimestamp, "One or more records have been rejected due to invalid timestamp")
            : BatchValidation.Accepted(header.MaxTimestamp);

    private static string Name(RecordBatchHeader header) => header.Compression.ToString().ToLowerInvariant();

    private static BatchValidation Invalid(string message) => BatchValidation.Rejected(ErrorCode.InvalidRecord, message);
}
