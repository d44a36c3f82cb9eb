using Garam.Protocol.Checksums;
using Garam.Protocol.Records;
using Garam.Segments;

namespace Garam.UnitTests.Broker.Segments;

/// <summary>Checks a whole segment against itself: header, footer, every run and every batch.</summary>
internal static class SegmentVerifier
{
    /// <summary>Returns the fault; null for a sound segment.</summary>
    public static string? Verify(ReadOnlySpan<byte> segment)
    {
        var header = SegmentFormat.CheckHeader(segment);
        if (header != SegmentFault.None)
        {
            return header.ToString();
        }

        var fault = SegmentFooter.TryRead(segment, out var footer);
        if (fault != SegmentFault.None)
        {
            return fault.ToString();
        }

        if (footer!.SegmentLength != segment.Length)
        {
            return nameof(SegmentFault.Torn);
        }

        foreach (var run in footer.Runs)
        {
            var bytes = segment.Slice(run.Position, run.Length);
            if (Crc32C.Compute(bytes) != run.Crc)
            {
                return "The checksum of a run is wrong.";
            }

            if (!BatchesAreSound(bytes, run.Batches))
            {
                return "A batch does not fit its run, or its own checksum is wrong.";
            }
        }

        return null;
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
