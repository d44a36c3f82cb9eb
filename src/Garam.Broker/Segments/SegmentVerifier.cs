using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Broker.Segments;

/// <summary>Checks a whole segment against itself: header, footer, every run and every batch.</summary>
internal static class SegmentVerifier
{
    public static SegmentFault Verify(ReadOnlySpan<byte> segment)
    {
        var header = SegmentFormat.CheckHeader(segment);
        if (header != SegmentFault.None)
        {
            return header;
        }

        var fault = SegmentFooter.TryRead(segment, out var footer);
        if (fault != SegmentFault.None)
        {
            return fault;
        }

        if (footer!.SegmentLength != segment.Length)
        {
            return SegmentFault.Torn;
        }

        foreach (var run in footer.Runs)
        {
            var bytes = segment.Slice(run.Position, run.Length);
            if (Crc32C.Compute(bytes) != run.Crc)
            {
                return SegmentFault.BadRun;
            }

            if (!BatchesAreSound(bytes, run.Batches))
            {
                return SegmentFault.BadBatch;
            }
        }

        return SegmentFault.None;
    }

    private static bool BatchesAreSound(ReadOnlySpan<byte> run, int batches)
    {
        var reader = new BatchSequenceReader(run);
        var count = 0;
        while (reader.MoveNext())
        {
            if (RecordBatchHeader.ComputeCrc(reader.Current) != new RecordBatchHeader(reader.Current).Crc)
            {
                return false;
            }

            count++;
        }

        return reader.RemainingBytes == 0 && count == batches;
    }
}
