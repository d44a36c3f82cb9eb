using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>Decodes the records of a batch, in a deep verification.</summary>
internal static class RecordContent
{
    /// <summary>Sixteen times the largest batch that a server takes: real data stays below, and each reader may need it once.</summary>
    private const int DecompressedBytesMax = 256 << 20;

    public static void Check(ReadOnlySpan<byte> bytes, int position, SegmentFaults faults, SegmentContext context)
    {
        if (!context.IsDeep)
        {
            return;
        }

        using var batch = BatchReader.Open(bytes, DecompressedBytesMax);
        if (batch.Error != ErrorCode.None)
        {
            faults.Add(
                FindingKinds.RecordsUnreadable,
                $"The batch at byte {position}, compressed with {new RecordBatchHeader(bytes).Compression}: {Describe(batch.Error)}");
            return;
        }

        CheckRecords(batch, position, faults, context.Tally);
    }

    private static void CheckRecords(BatchReader batch, int position, SegmentFaults faults, SegmentTally tally)
    {
        var records = 0;
        var maxTimestampMs = RecordBatchLayout.NoTimestamp;
        var reader = batch.ReadRecords();
        while (reader.MoveNext())
        {
            if (reader.Current.Offset != records++)
            {
                faults.Add(
                    FindingKinds.RecordsUnreadable,
                    $"Record {records - 1} of the batch at byte {position} says that it is number {reader.Current.Offset}.");
                break;
            }

            maxTimestampMs = Math.Max(maxTimestampMs, reader.Current.Timestamp);
        }

        tally.AddRecords(records);
        if (reader.Fault is not null)
        {
            faults.Add(FindingKinds.RecordsUnreadable, $"Record {records} of the batch at byte {position}: {reader.Fault}");
        }
        else if (records == batch.Header.RecordCount && maxTimestampMs != batch.Header.MaxTimestamp)
        {
            faults.Add(
                FindingKinds.RecordsUnreadable,
                $"The latest record of the batch at byte {position} is of {maxTimestampMs}, and its header says "
                    + $"{batch.Header.MaxTimestamp}.");
        }
    }

    private static string Describe(ErrorCode error) => error switch
    {
        ErrorCode.MessageTooLarge => $"it decompresses to more than {DecompressedBytesMax >> 20} MiB, which are not looked at.",
        ErrorCode.UnsupportedCompressionType => "there is no codec for it on this machine.",
        _ => "it does not decompress.",
    };
}
